"""A ranking in words: places with their reasons, exclusions with their rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from harmony.shared import wording
from tasks.ranking import LAST_RESORT, Candidate, Place, Ranking

Show = Callable[[Decimal | None], str]


@dataclass(frozen=True)
class Key:
    """One key of the order: its name in words, and how its values are written."""

    key: str
    label: str
    show: Show = wording.points


@dataclass(frozen=True)
class Line:
    """One candidate with its place: the values of the keys, and why it stands there."""

    number: int
    name: str
    place: str
    figures: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Exclusion:
    """A rule, and everybody it excludes."""

    rule: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One title with its quota. ``keys`` are the columns, in the order in which they decide."""

    title: str
    about: str
    quota: int
    keys: tuple[str, ...]
    places: tuple[Line, ...]
    next_in_line: tuple[Line, ...]
    others: int
    exclusions: tuple[Exclusion, ...]


def section_of(
    ranking: Ranking,
    *,
    title: str,
    about: str,
    quota: int,
    keys: Sequence[Key],
    rules: Mapping[str, str],
    reason: Callable[[Candidate], str],
    where: Callable[[Candidate], str] = lambda candidate: "",
) -> Section:
    """``rules`` are the words of the bars, in the order in which they are listed."""
    everybody = (*ranking.places, *ranking.next_in_line, *ranking.others)
    after = {place.number: place.candidate for place in everybody}

    def line(place: Place) -> Line:
        candidate = place.candidate
        behind = after.get(place.number + 1)
        return Line(
            number=place.number,
            name=candidate.name,
            place=where(candidate),
            figures=tuple(key.show(candidate.values[key.key]) for key in keys),
            reason=_joined(reason(candidate), _tie(place, behind, keys)),
        )

    return Section(
        title=title,
        about=about,
        quota=quota,
        keys=tuple(key.label for key in keys),
        places=tuple(line(place) for place in ranking.places),
        next_in_line=tuple(line(place) for place in ranking.next_in_line),
        others=len(ranking.others),
        exclusions=tuple(_exclusions(ranking.excluded, rules)),
    )


def _tie(place: Place, behind: Candidate | None, keys: Sequence[Key]) -> str:
    """How a tie was broken; nothing where the first key decided."""
    if behind is None or place.decided_by == keys[0].key:
        return ""
    if place.decided_by == LAST_RESORT:
        return _("The same as %(name)s on every key; the order of the codes decides.") % {
            "name": behind.name
        }
    label = next(key.label for key in keys if key.key == place.decided_by)
    return _("The same as %(name)s up to the key “%(key)s”, which decides.") % {
        "name": behind.name,
        "key": label,
    }


def _joined(*sentences: str) -> str:
    return wording.together(sentences)


def _exclusions(excluded: Sequence[Candidate], rules: Mapping[str, str]):
    """Each rule with everybody it excludes; whom two rules exclude stands under both."""
    for bar, rule in rules.items():
        names = tuple(candidate.name for candidate in excluded if bar in candidate.bars)
        if names:
            yield Exclusion(rule, names)
