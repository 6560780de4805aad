"""Papers that somebody is owed, and the rows they are made from."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from communities.models import Place, Role
from evaluation.models import Certificate, Decision, Declaration, Document, Level, Standard, State
from tests.factories.people import PostFactory
from tests.factories.places import CommunityFactory, DistrictFactory
from tests.factories.programme import StageFactory


def office_reviewer():
    """Somebody of the office, who may ask for every kind of paper."""
    return PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user


class DocumentFactory(DjangoModelFactory):
    """A report on a stage, asked for by the office and not begun."""

    class Meta:
        model = Document

    kind = Document.Kind.REPORT
    stage = factory.SubFactory(StageFactory)
    language = "en"
    requested_by = factory.LazyFunction(office_reviewer)


def content_of(document: Document) -> bytes:
    """The bytes of its file."""
    with document.file.open() as file:
        return file.read()


class StandardFactory(DjangoModelFactory):
    """A draft without criteria, where a test needs no more of a standard than its title."""

    class Meta:
        model = Standard
        django_get_or_create = ["district", "key", "version"]

    district = factory.SubFactory(DistrictFactory)
    key = "plain"
    edition = "2005"
    version = 1
    title_zh = "清和区和谐社区建设评估标准"
    title_en = "Evaluation standard of Qinghe District"
    base_points = 100
    bonus_cap = 5
    penalty_cap = 5
    professional_weight = "0.7"
    residents_weight = "0.3"


class DecidedDeclarationFactory(DjangoModelFactory):
    """A declaration that the leading group has decided on, without the way to it."""

    class Meta:
        model = Declaration

    community = factory.SubFactory(CommunityFactory)
    stage = factory.SubFactory(StageFactory)
    standard = factory.SubFactory(StandardFactory)
    state = State.ACCEPTED


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    declaration = factory.SubFactory(DecidedDeclarationFactory)
    level = Level.EXCELLENT
    by = factory.LazyFunction(office_reviewer)


class CertificateFactory(DjangoModelFactory):
    """A certificate that has a number and is not printed yet."""

    class Meta:
        model = Certificate

    class Params:
        community = factory.SubFactory(CommunityFactory)

    decision = factory.SubFactory(
        DecisionFactory, declaration__community=factory.SelfAttribute("...community")
    )
    year = 2025
    number = factory.Sequence(lambda n: n + 1)
    printed_number = factory.LazyAttribute(
        lambda certificate: f"清和建证〔{certificate.year}〕{certificate.number:03d}号"
    )
    granted_on = date(2026, 1, 15)


def named_community(
    zh: str, en: str, street_zh: str = "文峰街道", street_en: str = "Wenfeng Street"
):
    """A community with names worth reading, in a street with one."""
    street = Place.objects.filter(name_zh=street_zh).first() or CommunityFactory().parent
    Place.objects.filter(pk=street.pk).update(name_zh=street_zh, name_en=street_en)
    street.refresh_from_db()
    return CommunityFactory(parent=street, name_zh=zh, name_en=en)
