"""Taking in a list: what it would do, what it does, and that nothing doubles or half-happens."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from communities.models import CommunityClass, Place, PlaceChange, Role, Tier, Title
from communities.people.services import system_account
from communities.places.english_names import proposed_english_name
from communities.places.models import display_name
from communities.places.reading import read_places
from communities.places.services import ImportRefused, ImportReport, import_places, preview
from tests.communities.places.lists import GOOD, HEADINGS, with_line
from tests.factories import AdministratorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return system_account()


def taken_in(content, by):
    if isinstance(content, str):
        content = content.encode()
    return import_places(read_places(content), by=by)


def numbers(report):
    return (report.communities, report.streets, report.new, report.changed, report.unchanged)


# --- into an empty portal ---------------------------------------------------------------------


def test_a_list_fills_an_empty_portal(by):
    report = taken_in(GOOD, by)

    assert report == ImportReport(
        communities=3, streets=2, new=3, changed=0, unchanged=0, other_new=3, other_changed=0
    )
    rows = Place.objects.values_list(
        "code", "tier", "parent__code", "official_name", "name_zh", "name_en"
    )
    assert list(rows) == [
        ("990101", Tier.DISTRICT, None, "清和区", "清和区", "Qinghe District"),
        ("990101001", Tier.STREET, "990101", "金澜街道", "金澜街道", "Jinlan Street"),
        (
            "990101001001",
            Tier.COMMUNITY,
            "990101001",
            "水西门社区居委会",
            "水西门社区",
            "Shuiximen Community",
        ),
        (
            "990101001002",
            Tier.COMMUNITY,
            "990101001",
            "柏景湾社区委员会",
            "柏景湾社区",
            "Baijingwan Community",
        ),
        ("990101002", Tier.STREET, "990101", "大杨镇", "大杨镇", "Dayang Town"),
        (
            "990101002001",
            Tier.COMMUNITY,
            "990101002",
            "大杨村民委员会",
            "大杨村",
            "Dayang Village",
        ),
    ]
    assert not Place.objects.filter(name_en_is_confirmed=True).exists()


def test_nothing_is_classed_by_its_name(by):
    taken_in(GOOD, by)

    assert set(Place.objects.values_list("community_class", "title", "households")) == {
        ("", "", None)
    }


def test_who_took_a_place_in_is_written_down(by):
    taken_in(GOOD, by)

    changes = PlaceChange.objects.filter(place__code="990101001001")
    assert [(c.field, c.before, c.after, c.by) for c in changes] == [
        ("code", "", "990101001001", by)
    ]


def test_the_real_district_of_the_plan_fits(by):
    real = Path(__file__).parents[4] / "shared" / "data" / "luyang-340103.csv"
    if not real.exists():
        pytest.skip("the list of the real district lies outside the repository")

    assert numbers(taken_in(real.read_bytes(), by)) == (84, 11, 84, 0, 0)
    assert not Place.objects.filter(name_zh__contains="委").exists()


# --- a second time ----------------------------------------------------------------------------


def test_the_same_list_again_changes_nothing(by):
    taken_in(GOOD, by)
    before = list(Place.objects.values())

    report = taken_in(GOOD.encode("gb18030"), by)

    assert numbers(report) == (3, 2, 0, 0, 3)
    assert list(Place.objects.values()) == before
    assert PlaceChange.objects.count() == 6


def test_what_changed_is_updated_and_noted(by):
    taken_in(GOOD, by)
    administrator = AdministratorFactory()

    report = taken_in(GOOD.replace("水西门社区居委会", "水东门社区居民委员会"), administrator)

    assert numbers(report) == (3, 2, 0, 1, 2)
    place = Place.objects.get(code="990101001001")
    assert (place.name_zh, place.name_en) == ("水东门社区", "Shuidongmen Community")
    changes = place.changes.exclude(field="code").order_by("field")
    assert [(c.field, c.before, c.after, c.by) for c in changes] == [
        ("name_en", "Shuiximen Community", "Shuidongmen Community", administrator),
        ("name_zh", "水西门社区", "水东门社区", administrator),
        ("official_name", "水西门社区居委会", "水东门社区居民委员会", administrator),
    ]


def test_a_renamed_street_counts_apart_from_communities(by):
    taken_in(GOOD, by)

    report = taken_in(GOOD.replace("金澜街道", "银澜街道"), by)

    assert numbers(report) == (3, 2, 0, 0, 3)
    assert report.other_changed == 1
    assert Place.objects.get(code="990101001").name_zh == "银澜街道"


def test_a_confirmed_english_name_stays(by):
    taken_in(GOOD, by)
    Place.objects.filter(code="990101001001").update(
        name_en="West Water Gate", name_en_is_confirmed=True
    )

    taken_in(GOOD.replace("水西门", "水东门"), by)

    place = Place.objects.get(code="990101001001")
    assert (place.name_zh, place.name_en) == ("水东门社区", "West Water Gate")


def test_a_given_english_name_is_confirmed(by):
    taken_in(GOOD, by)
    listed = GOOD.replace(HEADINGS, f"{HEADINGS},community_en").replace("会\n", "会,Haitang\n")

    taken_in(listed, by)

    assert set(Place.objects.communities().values_list("name_en", "name_en_is_confirmed")) == {
        ("Haitang", True)
    }


def test_what_the_list_leaves_open_stays_as_the_office_set_it(by):
    taken_in(GOOD, by)
    Place.objects.communities().update(
        community_class=CommunityClass.NEW_RESIDENTIAL, title=Title.NONE, households=100
    )
    listed = GOOD.replace(HEADINGS, f"{HEADINGS},class,households").replace("会\n", "会,,120\n")

    taken_in(listed, by)

    assert set(
        Place.objects.communities().values_list("community_class", "title", "households")
    ) == {(CommunityClass.NEW_RESIDENTIAL, Title.NONE, 120)}


def test_places_that_are_not_listed_stay(by):
    taken_in(with_line("990101", "清和区", "990101003", "新街道", "990101003001", "新社区"), by)

    assert preview(read_places(GOOD.encode())).not_listed == 1
    taken_in(GOOD, by)
    assert Place.objects.filter(code="990101003001").exists()


# --- what is refused --------------------------------------------------------------------------


def test_a_list_with_a_problem_changes_nothing(by):
    content = with_line("990101", "清和区", "990101001", "金澜街道", "1", "新社区")

    with pytest.raises(ImportRefused) as refusal:
        taken_in(content, by)

    assert [(p.line, p.column) for p in refusal.value.problems] == [(5, "community_code")]
    assert not Place.objects.exists()


def test_another_district_is_refused_except_into_an_empty_portal(by):
    taken_in(GOOD, by)
    other = GOOD.replace("9901", "8801")

    found = preview(read_places(other.encode()))
    with pytest.raises(ImportRefused):
        taken_in(other, by)

    [problem] = found.problems
    assert (problem.line, problem.column) == (2, "district_code")
    assert "Qinghe District (990101)" in problem.reason
    assert Place.objects.filter(tier=Tier.DISTRICT).count() == 1


def test_an_empty_list_is_refused(by):
    with pytest.raises(ImportRefused):
        taken_in("", by)


def test_an_error_half_way_leaves_nothing(by, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the power went out")

    monkeypatch.setattr(PlaceChange.objects, "bulk_create", fails)

    with pytest.raises(RuntimeError):
        taken_in(GOOD, by)

    assert not Place.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.OFFICE_REVIEWER}))
def test_only_administrators_and_the_office_take_lists_in(person, role):
    somebody = person(role)

    with pytest.raises(PermissionDenied):
        taken_in(GOOD, somebody)

    assert not Place.objects.filter(code="990101001001").exists()


def test_a_preview_changes_nothing(by):
    found = preview(read_places(GOOD.encode()))

    assert (found.new, found.changed, found.unchanged, found.not_listed) == (3, 0, 0, 0)
    assert not Place.objects.exists()


@pytest.mark.parametrize("count", [5, 60])
def test_an_import_costs_the_same_however_long(by, count, django_assert_max_num_queries):
    lines = [
        f"990101,清和区,990101001,金澜街道,990101001{n:03d},第{n}社区居委会" for n in range(count)
    ]
    content = "\n".join([HEADINGS, *lines]).encode()
    listing = read_places(content)

    with django_assert_max_num_queries(12):
        import_places(listing, by=by)

    assert Place.objects.communities().count() == count


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("official", "shown", "english"),
    [
        ("水西门社区居委会", "水西门社区", "Shuiximen Community"),
        ("滨南社区居民委员会", "滨南社区", "Binnan Community"),
        ("柏景湾社区委员会", "柏景湾社区", "Baijingwan Community"),
        ("古城居委会", "古城社区", "Gucheng Community"),
        ("大杨村民委员会", "大杨村", "Dayang Village"),
        ("龚湾社区", "龚湾社区", "Gongwan Community"),
        ("西安路街道办事处", "西安路街道", "Xi'an Road Street"),
        ("三十岗乡", "三十岗乡", "Sanshigang Township"),
        (
            "庐阳工业区（林店街道）",
            "庐阳工业区（林店街道）",
            "Luyang Industrial Park (Lindian Street)",
        ),
        ("社区", "社区", "Shequ"),
        ("居委会", "居委会", "Juweihui"),
        ("ABC社区居委会", "ABC社区", "ABC Community"),
    ],
)
def test_names_of_places(official, shown, english):
    assert display_name(official) == shown
    assert proposed_english_name(official) == english
