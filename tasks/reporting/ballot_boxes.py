"""The ballot boxes of the residents' questionnaires, by the roots anybody can compare."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from communities.models import Stage
from evaluation.models import BallotBox
from evaluation.surveys.box_roots import BoxRoots, roots_of


@dataclass(frozen=True)
class BoxLine:
    """One box: its number in the stage, what was counted at its opening, its roots, and the
    public page on which they stand as well. ``unread`` are ballots that were no valid answer."""

    number: int
    name: str
    state: str
    roots: BoxRoots
    opened_at: datetime | None
    used: int | None
    void: int | None
    ballots: int
    answers: int | None
    unread: int | None
    address: str


def boxes_of(stage: Stage) -> tuple[BoxLine, ...]:
    """The boxes of a stage in the order in which they were made; two queries."""
    boxes = list(BallotBox.objects.filter(stage=stage).order_by("number"))
    return tuple(line_of(roots) for roots in roots_of(boxes))


def line_of(roots: BoxRoots) -> BoxLine:
    box, facts = roots.box, roots.opening
    is_open = box.state == BallotBox.State.OPENED
    return BoxLine(
        number=box.number,
        name=str(box),
        state=box.get_state_display(),
        roots=roots,
        opened_at=box.opened_at,
        used=facts.get("used"),
        void=facts.get("void"),
        ballots=box.ballots,
        answers=box.answers,
        unread=box.ballots - (box.answers or 0) if is_open else None,
        address=address_of(box),
    )


def address_of(box: BallotBox) -> str:
    """Where anybody finds it, also from paper."""
    return f"{settings.PORTAL_URL}{reverse('evaluation:public-box', args=[box.uid])}"
