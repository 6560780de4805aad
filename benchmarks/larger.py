"""The sample district blown up: more streets and communities in the proportions of the sample."""

from django.db import transaction

from communities.models import Place, Tier
from evaluation.models import Certificate, Decision, Declaration, Result
from tasks.sample.district import DISTRICT_CODE

STREET_SIZE = 12


@transaction.atomic
def grow_to(total: int) -> int:
    """Copy communities with their declarations and results until there are so many."""
    district = Place.objects.get(code=DISTRICT_CODE)
    originals = list(Place.objects.communities().select_related("parent").order_by("code"))
    missing = total - len(originals)
    for number in range((missing + STREET_SIZE - 1) // STREET_SIZE):
        _copy_street(district, originals, number, min(STREET_SIZE, missing - number * STREET_SIZE))
    return Place.objects.communities().count()


def _copy_street(district: Place, originals: list[Place], number: int, size: int) -> None:
    code = f"{DISTRICT_CODE}{100 + number:03d}"
    street = Place.objects.create(
        code=code,
        tier=Tier.STREET,
        parent=district,
        official_name=f"第{number}街道",
        name_zh=f"第{number}街道",
        name_en=f"Street {number}",
    )
    for position in range(size):
        _copy_community(originals[(number * size + position) % len(originals)], street, position)


def _copy_community(original: Place, street: Place, position: int) -> None:
    declarations = list(original.declarations.select_related("result", "decision__certificate"))
    copy = Place.objects.get(pk=original.pk)
    copy.pk, copy.parent = None, street
    copy.code = f"{street.code}{position + 1:03d}"
    copy.save(force_insert=True)
    for declaration in declarations:
        _copy_declaration(declaration, copy)


def _copy_declaration(declaration: Declaration, community: Place) -> None:
    result = getattr(declaration, "result", None)
    decision = getattr(declaration, "decision", None)
    declaration = Declaration.objects.get(pk=declaration.pk)
    declaration.pk, declaration.community = None, community
    declaration.save(force_insert=True)
    if result is not None:
        result = Result.objects.get(pk=result.pk)
        result.pk, result.declaration = None, declaration
        result.save(force_insert=True)
    if decision is not None:
        _copy_decision(decision, declaration)


def _copy_decision(decision: Decision, declaration: Declaration) -> None:
    certificate = getattr(decision, "certificate", None)
    decision = Decision.objects.get(pk=decision.pk)
    decision.pk, decision.declaration = None, declaration
    decision.save(force_insert=True)
    if certificate is None:
        return
    last = Certificate.objects.filter(year=certificate.year).order_by("-number").first()
    Certificate.objects.create(
        decision=decision,
        year=certificate.year,
        number=last.number + 1 if last else 1,
        printed_number=f"HX-{certificate.year}-{last.number + 1 if last else 1:04d}",
        granted_on=certificate.granted_on,
    )
