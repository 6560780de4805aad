"""What stands around every page: the language, signing out, and the bounds of one's own street."""

import pytest

from communities.models import Place, Role
from evaluation.standards.services import import_standard
from tests.factories import PASSWORD, CommunityFactory, DistrictFactory, PostFactory
from tests.factories.declarations import begun_declaration
from tests.factories.small_standard import small_standard, written_small_standard
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_language_is_switched_in_place_and_remembered(visit, community, person):
    official = person(Role.STREET_OFFICIAL)
    desk = visit(official)
    desk.go("/communities/?class=new_residential").reads(community.name_en, "Communities")

    desk.language = "zh-hans"
    desk.press("中文").reads(community.name_zh)
    assert desk.page.url.endswith("/communities/?class=new_residential")
    for path in ("/home/", "/declarations/", "/programme/plan/", "/tasks/", "/accepted/"):
        desk.go(path)

    phone = visit(screen=PHONE)  # which asks for English
    phone.go("/login/").fill("User name", official.username).fill("Password", PASSWORD)
    phone.language = "zh-hans"
    phone.press("Sign in").reads("我的工作")


def test_signing_out_closes_every_door(visit, person):
    desk = visit(person(Role.STREET_OFFICIAL, None))
    desk.go("/home/")

    desk.page.locator("details.menu summary").click()
    desk.press("Sign out")
    desk.go("/home/").reads("For street, district and department staff.")
    assert "/login/" in desk.page.url


def test_another_street_is_not_there(visit, street, community):
    mine = PostFactory(role=Role.STREET_OFFICIAL, place=street).user
    other = CommunityFactory(parent__parent=street.parent)
    theirs = begun_declaration(community=other, standard=small_standard(street.parent))
    desk = visit(mine)

    desk.go("/communities/").reads(community.name_en).does_not_read(other.name_en)
    desk.go("/declarations/").does_not_read(other.name_en)
    for path in (
        f"/communities/{other.code}/",
        f"/communities/{other.code}/evidence/",
        f"/declarations/{theirs.pk}/",
        f"/declarations/{theirs.pk}/criteria/A1.1/",
        f"/examination/{theirs.pk}/",
    ):
        assert desk.page.request.get(desk.address + path).status == 404
    desk.go(f"/declarations/{theirs.pk}/").reads("not found").does_not_read(other.name_en)


def test_names_without_a_space_make_no_page_wider(visit):
    district = DistrictFactory()
    declaration = begun_declaration(standard=small_standard(district))
    long = "Liutang" * 10
    Place.objects.update(name_en=long)
    official = visit(declaration.people.official, screen=PHONE)
    for path in (
        f"/declarations/{declaration.pk}/",
        f"/declarations/{declaration.pk}/criteria/A1.1/",
        f"/declarations/{declaration.pk}/submit/",
        f"/communities/{declaration.community.code}/",
    ):
        official.go(path).reads(long)
    leader = visit(PostFactory(role=Role.LEADER, place=district).user, screen=PHONE)
    leader.go("/overview/").reads(long)


BESIDE = """[...document.querySelectorAll(".meter p")].map((line) => {
  const [one, other] = [...line.children].map((part) => part.getBoundingClientRect());
  return other && one.bottom > other.top ? other.left - one.right : 99;
})"""


def test_how_far_one_is_and_the_score_do_not_run_into_each_other(visit):
    declaration = begun_declaration(standard=small_standard(DistrictFactory()))
    desk = visit(declaration.people.official, screen=PHONE)
    desk.go(f"/declarations/{declaration.pk}/").reads("self-score so far")
    desk.page.evaluate("document.querySelector('.meter p').style.width = '15rem'")  # long figures
    assert min(desk.page.evaluate(BESIDE)) > 8


def test_titles_without_a_space_make_no_page_wider(visit):
    district = DistrictFactory()
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    content, long = written_small_standard(), "Organisation" * 12
    content["dimensions"][0]["title"]["en"] = long
    draft = import_standard(content, district=district, by=office)
    screen = visit(office, screen=PHONE)
    for page in ("", "edit/", "sample/"):
        screen.go(f"/standards/{draft.pk}/{page}").reads(long)
