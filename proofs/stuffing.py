"""Invented surveys with everything that signals look at, honest ones and stuffed ones.

Residents answer by a mood of their own round the quality of their community, and by what every
community has of its own: one has bad roads, another friendly staff. Some choose one option
throughout, or nearly. Phones of one carrier share addresses, and many are of one model. Answers
come by day over one or two weeks, more of them when the slips come and after a reminder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from evaluation.surveys.signals import Community, Scale, Sheet

ITEMS = 15
SCALE = Scale(5)
EDGES = (0.88, 0.70, 0.50, 0.30)
"""From which mood on an item gets which option, as in the sample (``tasks/sample``)."""
MOOD, NOISE = 0.12, 0.12
DISTRICT_WAYS, OWN_WAYS = 0.05, 0.06
"""How far items lie apart in a district, and in a community from those of its district."""
DONT_KNOW, SKIPPED = 0.04, 0.03
NEARLY = 0.10
"""Who changes one option in ten only."""
DAY = 60
"""Quarters of an hour between 7 and 22 o'clock."""
MODELS, CARRIERS = 300, (0.6, 0.25, 0.15)

COMPLAINTS = 0.0002
"""How often an honest code is complained of: somebody's wife had used it."""

DEVICES, TIMES, ANSWERS = ("few", "many"), ("burst", "spread"), ("top", "copied", "own")


@dataclass(frozen=True)
class Habits:
    """``straight``: who chooses one option throughout, in the most and in the least careful
    community."""

    straight: tuple[float, float]


USUAL = Habits(straight=(0.02, 0.09))


@dataclass(frozen=True)
class Stuffing:
    """How somebody with spare slips puts in a fifth of the answers: from one to three devices or
    from as many as answers, in an hour or over all days, with what answers."""

    devices: str
    times: str
    answers: str

    def __str__(self) -> str:
        return f"{self.devices:<5}{self.times:<8}{self.answers}"


KINDS = [Stuffing(*each) for each in ((d, t, a) for d in DEVICES for t in TIMES for a in ANSWERS)]


@dataclass(frozen=True)
class Neighbourhood:
    """What a community is like; its sheets are drawn from it."""

    quality: float
    own: tuple[float, ...]
    straight: float
    days: int
    networks: tuple[tuple[str, ...], ...]


def neighbourhood(rng: Random, district: Sequence[float], habits: Habits) -> Neighbourhood:
    """``district``: how its items lie apart everywhere."""
    quality = rng.uniform(0.55, 0.9)
    own = tuple(each + rng.gauss(0, OWN_WAYS) for each in district)
    name = f"{rng.getrandbits(40):x}"
    networks = tuple(
        tuple(f"{name}-{carrier}-{net}" for net in range(rng.randint(2, 6)))
        for carrier in range(len(CARRIERS))
    )
    return Neighbourhood(quality, own, rng.uniform(*habits.straight), rng.randint(7, 14), networks)


# ------------------------------------------------------------------ honest answers
def honest(rng: Random, here: Neighbourhood, *, answers: int) -> Community:
    """A survey as it should be; half to seven tenths of the slips are used."""
    quarters = _moments(rng, here, answers)
    sheets = [
        Sheet(
            _places(rng, here),
            _seconds(rng),
            quarter,
            _phone(rng, here),
            "desk" if rng.random() < 0.05 else "web",
        )
        for quarter in quarters
    ]
    complaints = sum(rng.random() < COMPLAINTS for _ in sheets)
    return Community(
        sheets,
        SCALE,
        slips=round(answers / rng.uniform(0.5, 0.7)),
        used=answers,
        complaints=complaints,
        quarters=here.days * DAY,
    )


def _places(rng: Random, here: Neighbourhood) -> tuple[int, ...]:
    mood = min(max(rng.gauss(here.quality, MOOD), 0.05), 0.99)
    kind = rng.random()
    usual = _option(mood)
    if kind < here.straight:
        return tuple(usual if rng.random() > 0.01 else SCALE.dont_know for _ in range(ITEMS))
    if kind < here.straight + NEARLY:
        return tuple(usual if rng.random() > 0.1 else _item(rng, mood, each) for each in here.own)
    return tuple(_item(rng, mood, each) for each in here.own)


def _item(rng: Random, mood: float, own: float) -> int:
    kind = rng.random()
    if kind < SKIPPED:
        return SCALE.not_answered
    if kind < SKIPPED + DONT_KNOW:
        return SCALE.dont_know
    return _option(mood + own + rng.gauss(0, NOISE))


def _option(felt: float) -> int:
    return next((place for place, edge in enumerate(EDGES) if felt >= edge), len(EDGES))


def _seconds(rng: Random) -> int | None:
    """Some five seconds a question, some in a hurry, some without scripts."""
    kind = rng.random()
    if kind < 0.015:
        return None
    return round(ITEMS * 5 * rng.lognormvariate(0, 0.45)) if kind > 0.035 else rng.randint(14, 29)


def _phone(rng: Random, here: Neighbourhood) -> str:
    """Network and model. Of IPv6 every phone has a network of its own."""
    if rng.random() < 0.35:
        return f"{rng.getrandbits(60):x}"
    nets = rng.choices(here.networks, CARRIERS)[0]
    model = int(MODELS ** rng.random())  # a few models are common, most are rare
    return f"{rng.choice(nets)} {model}"


def _moments(rng: Random, here: Neighbourhood, answers: int) -> list[int]:
    """Numbers of quarters; more on the first days and in the evening, and after two reminders."""
    reminders = [rng.randrange(DAY) + DAY * 4 * rng.randrange(here.days) for _ in range(2)]
    quarters = []
    for _ in range(answers):
        if rng.random() < 0.15:
            quarters.append(rng.choice(reminders) + int(rng.expovariate(1 / 6)))
            continue
        day = min(int(rng.expovariate(2 / here.days)), here.days - 1)
        hour = rng.random() if rng.random() < 0.6 else rng.triangular(0.5, 1, 0.85)
        quarters.append(day * 96 + int(hour * DAY))
    return quarters


# ------------------------------------------------------------------ stuffing
def stuffed(
    rng: Random,
    here: Neighbourhood,
    clean: Community,
    how: Stuffing,
    *,
    share: float = 0.2,
    devices: tuple[int, int] = (1, 3),
    quarters: int = 4,
    changes: int = 3,
) -> Community:
    """The same with so many more that they are this share of all answers.

    ``devices``: how few; ``quarters``: how long a burst lasts; ``changes``: in how many items a
    copy may differ from what is copied.
    """
    count = round(len(clean.sheets) * share / (1 - share))
    few = [_phone(rng, here) for _ in range(rng.randint(*devices))]
    start = rng.randrange(here.days) * 96 + rng.randrange(DAY - 8)
    copied = tuple(_item(rng, 0.9, each) for each in here.own)
    moments = _moments(rng, here, count)
    added = [
        Sheet(
            _stuffed_places(rng, here, how, copied, changes),
            rng.randint(12, 60) if how.times == "burst" else _seconds(rng),
            start + rng.randrange(quarters) if how.times == "burst" else moments[number],
            rng.choice(few) if how.devices == "few" else _phone(rng, here),
        )
        for number in range(count)
    ]
    return replace(clean, sheets=[*clean.sheets, *added], used=clean.used + count)


def _stuffed_places(
    rng: Random,
    here: Neighbourhood,
    how: Stuffing,
    copied: tuple[int, ...],
    changes: int,
) -> tuple[int, ...]:
    if how.answers == "top":
        return (SCALE.best,) * ITEMS
    if how.answers == "own":
        mood = min(rng.gauss(0.9, MOOD), 0.99)
        return tuple(_item(rng, mood, each) for each in here.own)
    places = list(copied)
    for item in rng.sample(range(ITEMS), rng.randint(0, changes)):
        places[item] = min(max(places[item] + rng.choice((-1, 1)), 0), SCALE.options - 1)
    return tuple(places)
