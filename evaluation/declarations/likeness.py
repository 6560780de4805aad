"""Files that are nearly the same: a picture saved again or made smaller, a paper saved again.

    alike(evidence, among) -> list[Alike]        the newest first, at most MOST
    earlier_alike(evidence) -> Evidence | None   what was in the same library before

What is the same byte by byte is stored once in a community, and told here of others.
"""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from evaluation.declarations.evidence_models import Evidence, EvidenceQuerySet
from evaluation.declarations.library_models import LookPart
from evaluation.declarations.photos import SAME_LOOK, distance, parts_of

MOST = 20


@dataclass(frozen=True)
class Alike:
    """A file that is nearly the same, in how many criteria it is used, and in what they agree."""

    evidence: Evidence
    in_what: str


def alike(evidence: Evidence, among: EvidenceQuerySet) -> list[Alike]:
    """Files among these that show the same picture, say the same, or are the same; versions of
    the file itself are no others."""
    others = Evidence.objects.exclude(pk=evidence.pk)
    if evidence.series:
        others = others.exclude(series=evidence.series)
    near = among.filter(pk__in=_like(evidence, others))
    keys = list(near.order_by("-pk").values_list("pk", flat=True)[:MOST])
    found = Evidence.objects.filter(pk__in=keys).select_related("community")
    rows = found.annotate(uses_count=Count("uses")).order_by("-at", "-pk")
    return [Alike(one, _in_what(evidence, one)) for one in rows]


def earlier_alike(evidence: Evidence) -> Evidence | None:
    """The first file of the same library that was nearly the same before this one came."""
    before = Evidence.objects.filter(community_id=evidence.community_id, pk__lt=evidence.pk)
    keys = _like(evidence, before)
    return before.get(pk=min(keys)) if keys else None


def alike_in_words(evidence: Evidence, earlier: Evidence) -> str:
    """What is said to whoever has just added a file that was nearly there."""
    if evidence.look:
        text = _("“%(title)s” shows the same picture as “%(other)s”, which was there before.")
    else:
        text = _("“%(title)s” has the same text as “%(other)s”, which was there before.")
    return text % {"title": evidence.title, "other": earlier.title}


def note_look(evidence: Evidence) -> None:
    """Keep the parts of what a photo looks like, to be found by."""
    if evidence.look:
        parts = parts_of(evidence.look)
        LookPart.objects.bulk_create(LookPart(evidence=evidence, part=part) for part in parts)


def _like(evidence: Evidence, among: EvidenceQuerySet) -> set[int]:
    """Keys of what is nearly the same; each question is answered by an index of its own."""
    same = set(among.filter(sha256=evidence.sha256).values_list("pk", flat=True))
    if evidence.text_hash:
        same.update(among.filter(text_hash=evidence.text_hash).values_list("pk", flat=True))
    if evidence.look:
        # Only those with a part in common are compared: nobody else is that near.
        near = among.filter(look_parts__part__in=parts_of(evidence.look))
        looks = near.values_list("pk", "look").distinct()
        same.update(key for key, look in looks if distance(look, evidence.look) <= SAME_LOOK)
    return same


def _in_what(evidence: Evidence, other: Evidence) -> str:
    if other.sha256 == evidence.sha256:
        return _("the same file")
    return _("the same picture") if evidence.look else _("the same text")
