"""The lines, pages and saved views of a list of communities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

from communities.models import Place
from evaluation.forms.community_filters import short_class, short_title
from evaluation.models import Declaration
from harmony.shared import clock
from harmony.shared.languages import reads_chinese


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are, and need not ask."""

    def __init__(self, rows, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


@dataclass(frozen=True)
class Row:
    """A community and where it stands, as one line of the list."""

    place: Place
    declaration: Declaration | None
    due: Any
    level: str
    composite: Any
    residents: Any
    is_late: bool

    @property
    def other_name(self) -> str:
        """The Chinese name beside an English one; nothing beside a Chinese one."""
        return "" if reads_chinese() or not self.place.name_en else self.place.name_zh

    @property
    def title(self) -> str:
        return short_title(self.place.title)

    @property
    def kind(self) -> str:
        return short_class(self.place.community_class)


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    url: str
    is_current: bool


def as_rows(places: Sequence[Place]) -> list[Row]:
    """The joined places as lines of a list. What the reader may not see is left out here, as
    ``with_outcome`` does for sorting and filtering."""
    now = clock.now()
    return [
        Row(
            place=place,
            declaration=getattr(place, "standing", None),
            due=place.due,
            level=place.decided_level or (place.result_level if place.result_seen else "") or "",
            composite=place.result_composite if place.result_seen else None,
            residents=place.result_residents if place.result_seen else None,
            is_late=place.due is not None and place.due < now,
        )
        for place in places
    ]
