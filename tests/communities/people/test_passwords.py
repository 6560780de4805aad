import pytest
from django.contrib.auth import authenticate

from communities.models import Role
from tests.factories import PASSWORD, UserFactory


def test_right_password_is_known_and_a_wrong_one_is_not(db, rf):
    somebody = UserFactory()
    request = rf.post("/login/")

    known = authenticate(request, username=somebody.username, password=PASSWORD)
    assert known == somebody
    assert authenticate(request, username=somebody.username, password="wrong") is None


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_what_is_refused_costs_no_query(person, role, community, django_assert_num_queries):
    somebody = person(role)
    assert somebody.posts_in_force

    with django_assert_num_queries(0):
        assert not somebody.has_perm("auth.add_permission")
        assert not somebody.has_perm("communities.no_such_thing", community)
        somebody.has_perm("communities.classify_places")
        somebody.has_perm("communities.plan_stage", community)
        somebody.has_module_perms("communities")
        somebody.get_all_permissions()
