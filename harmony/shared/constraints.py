"""Constraints that say in one line what must hold between the fields of a row."""

from functools import reduce
from operator import or_

from django.db.models import CheckConstraint, F, Q


def set_together(*fields: str, name: str) -> CheckConstraint:
    """These fields are all filled in, or all empty."""
    all_empty = Q(**{f"{field}__isnull": True for field in fields})
    all_filled = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(condition=all_empty | all_filled, name=name)


def exactly_one(*fields: str, name: str) -> CheckConstraint:
    """One of these fields is filled in, and the others are empty."""
    only = [Q(**{f"{other}__isnull": other != field for other in fields}) for field in fields]
    return CheckConstraint(condition=reduce(or_, only), name=name)


def not_before(later: str, earlier: str, *, name: str) -> CheckConstraint:
    """The one date does not come before the other; a date left open is no objection."""
    return CheckConstraint(
        condition=Q(**{f"{later}__isnull": True})
        | Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)}),
        name=name,
    )
