"""Who stands where on the day the sample is made: three stages in different states."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from random import Random

from django.utils import timezone

from communities.models import Title
from tasks.sample.district import SampleCommunity


class Reach(IntEnum):
    """How far a declaration has come, in the order people meet it."""

    PLANNED = 0
    BEGUN = 1
    FILLED = 2
    SUBMITTED = 3
    RETURNED = 4
    PASSED = 5
    RECEIVED = 6
    SCORED = 7
    APPRAISED = 8
    NOTICED = 9
    DECIDED = 10


@dataclass(frozen=True)
class Part:
    """What one community plays: how far it comes, how good it is, and when."""

    community: SampleCommunity
    reach: Reach
    quality: float
    seed: int
    wave: int = 0


SECOND_STAGE = (
    [Reach.DECIDED] * 8
    + [Reach.NOTICED] * 3
    + [Reach.APPRAISED] * 2
    + [Reach.SCORED] * 3
    + [Reach.RECEIVED] * 6
    + [Reach.PASSED] * 5
    + [Reach.SUBMITTED] * 4
    + [Reach.RETURNED] * 2
    + [Reach.FILLED] * 3
    + [Reach.BEGUN] * 4
)
"""Of the forty communities of the second stage, how far each has come."""

FIRST_STREET = [Reach.BEGUN, Reach.RETURNED, Reach.SUBMITTED]
"""The first street has something of each to try out: to fill in, to correct, to examine."""


def parts(communities: list[SampleCommunity], rng: Random) -> list[Part]:
    """Everybody's part, in the order of their codes; the same for the same seed."""
    second = list(SECOND_STAGE)
    rng.shuffle(second)
    for position, reach in enumerate(FIRST_STREET):
        other = second.index(reach, position)
        second[position], second[other] = second[other], second[position]
    taken = iter(second)
    played = []
    for community in communities:
        reach = {1: Reach.DECIDED, 3: Reach.PLANNED}.get(community.stage) or (
            next(taken) if community.stage == 2 else Reach.PLANNED
        )
        played.append(Part(community, reach, _quality(community, rng), rng.randrange(2**31)))
    return played


def _quality(community: SampleCommunity, rng: Random) -> float:
    """Communities with a higher title tend to do better; none is perfect."""
    middle = {Title.MUNICIPAL: 0.80, Title.DISTRICT: 0.77}.get(community.title, 0.72)
    return min(max(rng.gauss(middle, 0.1), 0.5), 0.985)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass(frozen=True)
class Calendar:
    """The days of one stage, counted from the day on which it was decided or will be.

    Everything lies relative to ``handed_up``, the deadline of the hand-up to the street.
    """

    handed_up: date

    def deadlines(self) -> dict[str, datetime]:
        """The eight deadlines of the stage."""
        day = self.day
        return {
            "hand_up_street": moment(day(0), 17),
            "hand_up_office": moment(day(10), 17),
            "scoring": moment(day(20), 17),
            "questionnaire_opens": moment(day(-25), 8),
            "questionnaire_closes": moment(day(18), 20),
            "notice_opens": moment(day(22), 9),
            "notice_closes": moment(day(33), 17),
            "decision": moment(day(37), 17),
        }

    def day(self, offset: int) -> date:
        return self.handed_up + timedelta(days=offset)
