"""Two people in the same moment. SQLite lets one write at a time, so PostgreSQL is asked."""

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from communities.models import Place, PlaceChange, User
from communities.people.services import deactivate, system_account
from communities.places.reading import read_places
from communities.places.services import ImportRefused, import_places
from harmony.shared.workflow import TransitionRefused
from tests.communities.places.lists import GOOD
from tests.factories import AdministratorFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "not __import__('os').environ.get('HARMONY_TEST_DATABASE_URL')",
        reason="needs a database that lets two people write at once",
    ),
]


def at_once(*acts):
    """Do all of it in the same moment; the refusals that came of it."""
    start, refusals = Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except (TransitionRefused, ImportRefused, PermissionDenied) as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refusals


def test_two_administrators_do_not_remove_one_another():
    first, second = AdministratorFactory(), AdministratorFactory()

    refusals = at_once(
        lambda: deactivate(first, by=User.objects.get(pk=second.pk)),
        lambda: deactivate(second, by=User.objects.get(pk=first.pk)),
    )

    assert len(refusals) == 1
    assert User.objects.filter(is_active=True).count() == 1


@pytest.mark.parametrize("portal", ["empty", "filled"])
def test_the_same_list_twice_at_once_doubles_nothing(portal):
    by = system_account()
    listing = read_places(GOOD.encode())
    if portal == "filled":
        import_places(listing, by=by)

    refusals = at_once(
        lambda: import_places(read_places(GOOD.encode()), by=by),
        lambda: import_places(read_places(GOOD.encode()), by=by),
    )

    assert len(refusals) <= (1 if portal == "empty" else 0)
    assert Place.objects.count() == 6
    assert PlaceChange.objects.count() == 6
