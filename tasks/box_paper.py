"""The report of the opening of a ballot box, to be printed and signed.

Nothing of it is kept: what is on it follows from the box, and another print says the same.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.translation import get_language

from communities.programme.issuers import office_of
from evaluation.models import BallotBox, Code, Survey
from evaluation.surveys.box_roots import roots_of
from evaluation.surveys.key_proofs import holders_of
from tasks.papers import fitting_quotes
from tasks.reporting.ballot_boxes import line_of


@dataclass(frozen=True)
class CommunityLine:
    """What became of the slips of one community. ``valid`` answers rated enough to count."""

    community: str
    issued: int
    used: int
    void: int
    answers: int
    valid: int

    @property
    def still_out(self) -> int:
        return self.issued - self.used - self.void


def page_of(box: BallotBox) -> str:
    """The paper of an opened box, in the language that is active. Six queries."""
    language, communities = get_language() or "en", communities_of(box)
    context = {
        "box": box,
        "line": line_of(roots_of([box])[0]),
        "holders": holders_of(box),
        "communities": communities,
        "still_out": sum(one.still_out for one in communities),
        "valid": sum(one.valid for one in communities),
        "district": box.stage.programme.district.name,
        "office": office_of(box.stage.programme),
        "language": language,
        "is_sample": settings.SAMPLE_MODE,
    }
    return fitting_quotes(render_to_string("documents/box.html", context), language)


def communities_of(box: BallotBox) -> list[CommunityLine]:
    """Every community of the box, by its code; one query."""
    surveys = Survey.objects.filter(box=box).select_related("declaration__community")
    counted = surveys.annotate(
        issued=Count("batches__codes"), used=_count("USED"), void=_count("VOID")
    )
    return [
        CommunityLine(
            community=survey.declaration.community.name,
            issued=survey.issued,
            used=survey.used,
            void=survey.void,
            answers=(survey.tally or {}).get("received", 0),
            valid=(survey.tally or {}).get("valid", 0),
        )
        for survey in counted.order_by("declaration__community__code")
    ]


def _count(state: str) -> Count:
    return Count("batches__codes", filter=Q(batches__codes__state=Code.State[state]))
