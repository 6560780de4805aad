"""The classes of community as a standard names them, and how a value is found for one.

A value may differ by class or by sub-class. Its key is ``old_town`` or, more closely,
``old_town.in_renewal_plan``; the closest key that is there decides.

    class_keys(community_class, in_renewal_plan) -> ("old_town.in_renewal_plan", "old_town")
    closest(values, community_class, in_renewal_plan, default=None)
"""

from collections.abc import Collection, Mapping
from typing import Any

OLD_TOWN = "old_town"
NEW_RESIDENTIAL = "new_residential"
VILLAGE_IN_CITY = "village_in_city"
CLASSES = (OLD_TOWN, NEW_RESIDENTIAL, VILLAGE_IN_CITY)

IN_RENEWAL_PLAN = f"{OLD_TOWN}.in_renewal_plan"
NOT_IN_RENEWAL_PLAN = f"{OLD_TOWN}.not_in_renewal_plan"
SUB_CLASSES = (IN_RENEWAL_PLAN, NOT_IN_RENEWAL_PLAN)
CLASS_KEYS = (*CLASSES, *SUB_CLASSES)


def class_keys(community_class: str | None, in_renewal_plan: bool | None) -> tuple[str, ...]:
    """The keys a community answers to, the closest first. An unclassed one answers to none.

    ``community_class`` may be a class, or a sub-class in one word (``old_town.in_renewal_plan``).
    """
    if not community_class:
        return ()
    if community_class in SUB_CLASSES:
        return (community_class, OLD_TOWN)
    if community_class == OLD_TOWN and in_renewal_plan is not None:
        return (IN_RENEWAL_PLAN if in_renewal_plan else NOT_IN_RENEWAL_PLAN, OLD_TOWN)
    return (community_class,)


def closest(
    values: Mapping[str, Any],
    community_class: str | None,
    in_renewal_plan: bool | None,
    default: Any = None,
) -> Any:
    """The value under the closest key, or ``default``."""
    keys = class_keys(community_class, in_renewal_plan)
    return next((values[key] for key in keys if key in values), default)


def applies(
    applies_to: Collection[str], community_class: str | None, in_renewal_plan: bool | None
) -> bool:
    """Whether something meant for these classes is meant for this community. None named: all."""
    return not applies_to or not set(class_keys(community_class, in_renewal_plan)).isdisjoint(
        applies_to
    )


def without_classes(keys: Collection[str], classes: Collection[str]) -> list[str]:
    """The classes that these keys leave without a value.

    Old town is covered by its own key or by both of its sub-classes.
    """
    covered = set(keys)
    if covered.issuperset(SUB_CLASSES):
        covered.add(OLD_TOWN)
    covered.update(key for key in SUB_CLASSES if OLD_TOWN in covered)
    return [name for name in classes if name not in covered]
