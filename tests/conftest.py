"""What every test may rely on. The fixtures of a subject lie beside its tests."""

import gc
import os

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from communities.models import Role
from harmony.shared import clock
from tasks import box_process
from tests.browser import CHROMIUM
from tests.databases import OwnDatabase
from tests.factories import (
    CommunityFactory,
    DepartmentFactory,
    DistrictFactory,
    PostFactory,
    ProgrammeFactory,
    StageFactory,
    StreetFactory,
)
from tests.factories.standards import published_standard

# Playwright's sync interface runs an event loop, in which the ORM would refuse to be used.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

SLOWEST = {"test_whole_questionnaire.py", "test_cycle.py", "test_sample.py"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items):
    """What touches no database need not be repeated on another one, nor what a page looks like
    in a browser: of the journeys, those marked ``both`` are. What takes longest comes first: at
    the end only short tests are left to share out."""
    for item in items:
        touches = item.get_closest_marker("django_db") or DATABASE_FIXTURES & {*item.fixturenames}
        is_journey = "journeys" in item.path.parts
        if not touches or (is_journey and not item.get_closest_marker("both")):
            item.add_marker(pytest.mark.once)
    yield
    items.sort(key=lambda item: (item.path.name not in SLOWEST, "journeys" not in item.path.parts))


def pytest_collection_finish():
    """What is loaded by now stays to the end. Without looking through it again and again, as the
    web processes do without too (harmony/wsgi.py), the tests take a tenth less."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    """One for all processes of this run."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_modify_db_settings, run_folder
):
    """In place of pytest-django's, which migrates in every process."""
    database = OwnDatabase(run_folder)
    with django_db_blocker.unblock():
        database.begin()
    yield
    with django_db_blocker.unblock():
        database.end()


@pytest.fixture
def opening_process(monkeypatch):
    """Lets the process that opens a ballot box work on the database of this test; its
    environment. The test must not be inside a transaction."""
    address = os.environ.get("HARMONY_TEST_DATABASE_URL", "")
    given = {
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
        "DATABASE_URL": "" if connection.vendor == "sqlite" else address,
        "HARMONY_TEST_DATABASE_NAME": str(connection.settings_dict["NAME"]),
        "HARMONY_DATA": str(settings.DATA_DIR),
    }
    monkeypatch.setattr(box_process, "ENVIRONMENT", given)
    return given


@pytest.fixture(autouse=True)
def fresh_clock(settings, tmp_path):
    """Each test begins today, with a clock file of its own."""
    settings.CLOCK_FILE = tmp_path / "clock"
    clock.forget_reading()
    yield
    clock.forget_reading()


@pytest.fixture(autouse=True)
def first_places():
    """Places and stages are numbered from 100 on: their codes rise as they are made, and what
    tests number by hand lies below."""
    StreetFactory.reset_sequence(100)
    CommunityFactory.reset_sequence(100)
    StageFactory.reset_sequence(100)


@pytest.fixture(autouse=True)
def english():
    """Texts are compared in English, unless a test asks for another language."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """The folder that uploads and papers go to, empty at the start of each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_ROOT.mkdir()
    return settings.MEDIA_ROOT


@pytest.fixture
def lockout(settings):
    """With the lockout of repeated wrong passwords in force."""
    settings.AXES_ENABLED = True


@pytest.fixture
def district(db):
    return DistrictFactory()


@pytest.fixture
def street(district):
    return StreetFactory(parent=district)


@pytest.fixture
def community(street):
    return CommunityFactory(parent=street)


@pytest.fixture
def programme(district):
    return ProgrammeFactory(district=district)


@pytest.fixture
def stage(programme):
    return StageFactory(programme=programme, ordinal=1)


@pytest.fixture
def person(request):
    """``person(role, where=None)``: somebody with a post in force.

    Where: a place or a department. Not said, it is the ``community``, ``street`` or
    ``district`` of the test, as the role has it, or a department of their own.
    """

    def build(role, where=None):
        if role == Role.ADMINISTRATOR:
            return PostFactory(role=role, place=None).user
        if role == Role.DEPARTMENT_LIAISON:
            return PostFactory(role=role, place=None, department=where or DepartmentFactory()).user
        usual = {Role.COMMUNITY_WORKER: "community", Role.STREET_OFFICIAL: "street"}
        place = where or request.getfixturevalue(usual.get(role, "district"))
        return PostFactory(role=role, place=place).user

    request.getfixturevalue("db")
    return build


@pytest.fixture
def standard(district):
    """The sample standard that the portal ships, published."""
    return published_standard(district)


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """The browser, with the portal's own Chinese fonts in case the machine has none. One for a
    whole process: Playwright does not start twice in one."""
    from playwright.sync_api import sync_playwright

    home = tmp_path_factory.mktemp("xdg")
    (home / "fonts").symlink_to(settings.BASE_DIR / "fonts")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox"],
            env=os.environ | {"XDG_DATA_HOME": str(home)},
        )
        yield browser
        browser.close()
