"""The command that takes in a standard: what it says, and what it leaves alone."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from communities.models import Role
from evaluation.models import Standard, StandardState

pytestmark = pytest.mark.django_db
SAMPLE = settings.BASE_DIR / "data" / "standard-2005.yaml"


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command("import_standard", *arguments, stdout=out, **options)
    return out.getvalue()


def test_it_says_what_it_did(district):
    said = run(SAMPLE)

    assert said == (
        "Evaluation standard for harmonious communities, 2005 edition, version 1: "
        "59 criteria, draft.\n"
    )


def test_publishing_at_once_can_be_repeated(district):
    for _ in range(2):
        assert run(SAMPLE, publish=True).endswith("59 criteria, published.\n")

    assert Standard.objects.get().published_by.username == "system"


def test_it_is_signed_by_whoever_is_named(district, person):
    office = person(Role.OFFICE_REVIEWER)

    run(SAMPLE, publish=True, by=office.username)

    assert Standard.objects.get().published_by == office


def test_what_is_wrong_is_told_with_its_place(district, tmp_path):
    file = tmp_path / "standard.yaml"
    file.write_text(SAMPLE.read_text(encoding="utf-8").replace('points: "10.0"', "points: ten", 1))

    with pytest.raises(CommandError) as refused:
        run(file)

    assert "nothing was changed" in str(refused.value)
    assert "dimensions[0].points: “ten” is not a number." in str(refused.value)
    assert not Standard.objects.exists()


def test_a_slip_in_the_sums_holds_up_the_whole(district, tmp_path):
    file = tmp_path / "standard.yaml"
    file.write_text(
        SAMPLE.read_text(encoding="utf-8").replace('points: "10.0"', 'points: "10.5"', 1)
    )

    with pytest.raises(CommandError, match="dimension A adds up to 10.0 points"):
        run(file, publish=True)

    assert not Standard.objects.exists()
    assert run(file).endswith("59 criteria, draft.\n")
    assert Standard.objects.get().state == StandardState.DRAFT


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: [", "YAML"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"just words", "Keys with values"),
        (b"a: &x [1]\nb: *x", "references"),
    ],
)
def test_a_file_that_is_none_is_told(district, tmp_path, content, message):
    file = tmp_path / "standard.yaml"
    file.write_bytes(content)

    with pytest.raises(CommandError, match=message):
        run(file)


def test_a_missing_file_a_stranger_and_an_empty_portal(db, tmp_path, person):
    with pytest.raises(CommandError, match="no district"):
        run(SAMPLE)
    official = person(Role.STREET_OFFICIAL)
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.yaml")
    with pytest.raises(CommandError, match="no account"):
        run(SAMPLE, by="nobody")
    with pytest.raises(CommandError, match="may not"):
        run(SAMPLE, by=official.username)
