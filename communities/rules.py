"""Who may do what with places, people and the programme: the whole table on one page.

Reading is not here: a page shows what ``visible_to(user)`` returns.
"""

import rules

from communities.models import Place, Role
from communities.people.reach import holds, posts_of


@rules.predicate
def office(user, record=None):
    """The leading group's office."""
    return holds(user, Role.OFFICE_REVIEWER)


@rules.predicate
def administrator(user, record=None):
    return holds(user, Role.ADMINISTRATOR)


@rules.predicate
def street_official(user, record=None):
    """The street's own official, over a place or anything with a community."""
    place = record if isinstance(record, Place) or record is None else record.community
    return holds(user, Role.STREET_OFFICIAL, over=place)


@rules.predicate
def liaison(user, record=None):
    return holds(user, Role.DEPARTMENT_LIAISON)


@rules.predicate
def district_reader(user, record=None):
    """Those who look over the whole district."""
    return holds(user, Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR)


@rules.predicate
def has_a_post(user, record=None):
    return bool(posts_of(user))


PERMISSIONS = {
    "communities.manage_people": administrator,
    "communities.move_clock": administrator,
    "communities.import_places": administrator | office,
    "communities.classify_places": office,
    "communities.manage_programme": office,
    "communities.shift_deadline": office,
    "communities.plan_stage": office | street_official,
    "communities.report_measure": liaison,
    "communities.see_programme": has_a_post,
    "communities.see_overview": district_reader,
}

for name, rule in PERMISSIONS.items():
    rules.add_perm(name, rule)
