"""The roots of a ballot box, as its record has them: what is printed and published of it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evaluation.surveys.box_models import BallotBox, BoxEvent
from evaluation.surveys.sealing import merkle

WITH_ROOTS = [BoxEvent.Kind.PRINTED, BoxEvent.Kind.CHECKPOINT, BoxEvent.Kind.OPENED]


@dataclass
class BoxRoots:
    """Roots in hexadecimal digits, empty where there is none yet. ``codes`` stands for all slips
    issued: the root over the roots of the batches, in the order in which they were issued.
    ``opening`` is what the line of the opening says."""

    box: BallotBox
    slips: int = 0
    codes: str = ""
    checkpoint: str = ""
    checkpoint_size: int = 0
    checkpoint_at: datetime | None = None
    ballots: str = ""
    answers: str = ""
    opening: dict[str, Any] = field(default_factory=dict)


def roots_of(boxes: Collection[BallotBox]) -> list[BoxRoots]:
    """Of each box, in the order given; one query."""
    lines: dict[int, list[BoxEvent]] = defaultdict(list)
    events = BoxEvent.objects.filter(box__in=[box.pk for box in boxes], kind__in=WITH_ROOTS)
    for event in events.order_by("box", "number"):
        lines[event.box_id].append(event)
    return [_roots(box, lines[box.pk]) for box in boxes]


def _roots(box: BallotBox, lines: list[BoxEvent]) -> BoxRoots:
    roots, issued = BoxRoots(box), merkle.Tree()
    for line in lines:
        facts = line.facts
        match line.kind:
            case BoxEvent.Kind.PRINTED:
                roots.slips += facts["slips"]
                issued.add(bytes.fromhex(facts["root"]))
            case BoxEvent.Kind.CHECKPOINT:
                roots.checkpoint, roots.checkpoint_size = facts["root"], facts["size"]
                roots.checkpoint_at = line.at
            case BoxEvent.Kind.OPENED:
                roots.ballots, roots.answers = facts["ballots_root"], facts["answers_root"]
                roots.opening = facts
    roots.codes = issued.root.hex() if issued.size else ""
    return roots
