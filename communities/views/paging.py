"""Lists in pages of twenty-five."""

from django.core.paginator import Paginator
from django.db.models import QuerySet

ROWS = 25


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are, and need not ask."""

    def __init__(self, rows: QuerySet, *, count: int) -> None:
        super().__init__(rows, ROWS)
        self.count = count
