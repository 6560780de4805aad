import pytest
from django.core.management import CommandError

from communities.models import Role
from tasks import first_start
from tests.factories import CommunityFactory, PostFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.KIND_FILE = tmp_path / "kind"
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """What would be run; making a whole district takes a minute and has its own test."""
    run = []
    monkeypatch.setattr(first_start, "call_command", lambda name, **options: run.append(name))
    return run


@pytest.fixture
def sample(settings, folder):
    settings.SAMPLE_MODE = True


def test_empty_start_is_remembered(folder, commands):
    first_start.prepare(print)

    assert first_start.remembered_kind() == "empty"
    assert commands == []


def test_sample_is_made_at_the_first_start_only(sample, commands):
    first_start.prepare(print)
    first_start.prepare(print)

    assert commands == ["make_sample"]
    assert first_start.remembered_kind() == "sample"


@pytest.mark.parametrize(("was", "is_sample"), [("sample", False), ("empty", True)])
def test_sample_and_real_data_never_share_a_folder(settings, folder, commands, was, is_sample):
    settings.KIND_FILE.write_text(was)
    settings.SAMPLE_MODE = is_sample

    with pytest.raises(CommandError, match="HARMONY_DATA"):
        first_start.prepare(print)

    assert first_start.remembered_kind() == was
    assert commands == []


def test_no_sample_is_made_beside_real_data(sample, commands):
    CommunityFactory()

    with pytest.raises(CommandError, match="holds data already"):
        first_start.prepare(print)

    assert commands == []


def test_interrupted_sample_is_made_anew(sample, folder, commands, media):
    CommunityFactory()
    (folder / "sample-begun").write_text(first_start._database_mark())
    (media / "half.pdf").write_text("half")

    first_start.prepare(print)

    assert commands == ["flush", "make_sample"]
    assert not media.exists()
    assert not (folder / "sample-begun").exists()


def test_another_database_is_never_emptied(sample, folder, commands):
    CommunityFactory()
    (folder / "sample-begun").write_text("the mark of another database")

    with pytest.raises(CommandError, match="holds data already"):
        first_start.prepare(print)

    assert commands == []


def test_sample_accounts_are_told(settings, folder):
    settings.SAMPLE_MODE = True
    official = PostFactory(role=Role.STREET_OFFICIAL).user

    lines = "\n".join(first_start.how_to_enter())

    assert official.username in lines
    assert first_start.SAMPLE_PASSWORD in lines


def test_empty_portal_tells_how_to_get_in(folder):
    assert "add_administrator" in "\n".join(first_start.how_to_enter())


def test_portal_with_an_administrator_tells_nothing(folder):
    PostFactory(role=Role.ADMINISTRATOR, place=None)

    assert list(first_start.how_to_enter()) == []
