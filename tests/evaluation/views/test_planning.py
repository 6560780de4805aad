"""The plan board: who sees which street, what is planned, what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from communities.models import Role, Stage, Title
from evaluation.models import Declaration, State
from harmony.shared import clock
from tests.factories import CommunityFactory, StageFactory, StreetFactory
from tests.factories.standings import StandingFactory

ADDRESS = reverse("evaluation:plan")


@pytest.fixture
def stages(programme):
    return [
        StageFactory(programme=programme, ordinal=1, target=2, mainly=Title.MUNICIPAL),
        StageFactory(programme=programme, ordinal=2, target=4, mainly=Title.DISTRICT),
        StageFactory(programme=programme, ordinal=3, target=None, mainly=""),
    ]


@pytest.fixture
def town(street, stages):
    """Three communities in the street, one of each title, and two in another street."""
    titles = [Title.MUNICIPAL, Title.DISTRICT, Title.NONE]
    mine = [
        CommunityFactory(parent=street, title=title, name_en=name)
        for title, name in zip(titles, ["Haitang", "Yulan", "Dayang"], strict=True)
    ]
    east = StreetFactory(parent=street.parent, name_en="East Street")
    others = [CommunityFactory(parent=east, name_en=name) for name in ("Hehua", "Ziwei")]
    return {"mine": mine, "east": east, "others": others}


@pytest.fixture
def official(client, person, street):
    client.force_login(person(Role.STREET_OFFICIAL, street))
    return client


@pytest.fixture
def office(client, person):
    client.force_login(person(Role.OFFICE_REVIEWER))
    return client


def codes(places):
    return [place.code for place in places]


def planned():
    rows = Declaration.objects.order_by("community__code")
    return {row.community.name_en: row.stage.ordinal for row in rows}


# ------------------------------------------------------------------ who
@pytest.mark.parametrize(
    "role",
    [Role.COMMUNITY_WORKER, Role.DEPARTMENT_LIAISON, Role.APPRAISER, Role.ADMINISTRATOR],
)
def test_who_neither_plans_nor_looks_over_it_is_kept_out(client, person, community, stage, role):
    client.force_login(person(role))

    assert client.get(ADDRESS).status_code == 403
    assert ADDRESS not in client.get(reverse("evaluation:communities")).content.decode()
    assert client.post(ADDRESS, {"chosen": [community.code], "stage": stage.pk}).status_code == 403


@pytest.mark.parametrize("role", [Role.LEADER, Role.AUDITOR])
def test_leaders_and_auditors_read_only(client, person, town, stages, street, role):
    client.force_login(person(role))
    address = f"{ADDRESS}?street={street.code}"

    html = client.get(address).content.decode()
    answer = client.post(address, {"chosen": codes(town["mine"]), "stage": stages[0].pk})

    assert "Haitang" in html
    assert 'name="chosen"' not in html
    assert 'name="suggested"' not in html
    assert answer.status_code == 403
    assert client.post(address, {"suggested": "1", "confirmed": "1"}).status_code == 403
    assert planned() == {}


def test_street_official_lands_on_the_own_street(official, town, street):
    response = official.get(ADDRESS)

    html = response.content.decode()
    assert f"Plan of {street.name}" in html
    assert "Haitang" in html
    assert "Hehua" not in html


def test_street_official_does_not_find_another_street(official, town, stages):
    address = f"{ADDRESS}?street={town['east'].code}"

    assert official.get(address).status_code == 404
    answer = official.post(address, {"chosen": codes(town["others"]), "stage": stages[0].pk})
    assert answer.status_code == 404
    assert planned() == {}


def test_community_of_another_street_is_not_planned_from_this_one(official, town, stages):
    response = official.post(
        ADDRESS, {"chosen": codes(town["mine"][:1] + town["others"][:1]), "stage": stages[0].pk}
    )

    assert "is not one of the available choices" in response.content.decode()
    assert planned() == {}


def test_office_chooses_a_street_and_plans_there(office, town, stages):
    html = office.get(ADDRESS).content.decode()
    assert "East Street" in html

    office.post(
        f"{ADDRESS}?street={town['east'].code}",
        {"chosen": codes(town["others"]), "stage": stages[1].pk},
    )
    assert planned() == {"Hehua": 2, "Ziwei": 2}


def test_navigation_marks_the_plan_and_not_the_programme_above_it(official, town):
    groups = official.get(ADDRESS).context["navigation"]

    assert [item.label for group in groups for item in group.items if item.current] == ["Plan"]


@pytest.mark.parametrize("code", ["1", "x", "990101999", "\x00"])
def test_unknown_street_is_not_found(office, town, code):
    assert office.get(ADDRESS, {"street": code}).status_code == 404


# ------------------------------------------------------------------ numbers
def test_board_shows_targets_of_the_district_and_the_street_beside_them(official, town, stages):
    StandingFactory(community=town["mine"][0], stage=stages[0], state=State.DRAFT)
    StandingFactory(community=town["others"][0], stage=stages[0])

    board = official.get(ADDRESS).context["board"]

    figures = [(c.target, c.in_district, c.in_street, c.share) for c in board.figures]
    assert figures == [(2, 2, 1, 1), (4, 0, 0, 2), (0, 0, 0, 0)]
    assert [[tile.place.name_en for tile in c.tiles] for c in board.columns] == [
        ["Haitang"],
        [],
        [],
    ]
    assert [tile.place.name_en for tile in board.free] == ["Yulan", "Dayang"]


def test_the_rest_is_what_the_targets_leave(office, town, stages, street):
    for _ in range(5):
        CommunityFactory(parent=street)

    figures = office.get(ADDRESS).context["figures"]

    assert [one.target for one in figures] == [2, 4, 4]  # ten communities in all


def test_district_table_adds_up(office, town, stages, street):
    StandingFactory(community=town["mine"][0], stage=stages[0])
    StandingFactory(community=town["others"][0], stage=stages[2])

    lines = office.get(ADDRESS).context["district"].lines()

    assert [
        (line["plan"].street.code, line["plan"].communities, line["in_stages"]) for line in lines
    ] == [(street.code, 3, [1, 0, 0]), (town["east"].code, 2, [0, 0, 1])]
    assert [line["plan"].not_planned for line in lines] == [2, 1]


# ------------------------------------------------------------------ planning
def test_several_are_planned_at_once(official, town, stages):
    response = official.post(
        ADDRESS, {"chosen": codes(town["mine"]), "stage": stages[1].pk}, follow=True
    )

    assert planned() == {"Haitang": 2, "Yulan": 2, "Dayang": 2}
    html = response.content.decode()
    assert f"3 communities are planned for Stage 2 · {stages[1].year}." in html
    assert "Every community is planned" in html


def test_community_in_another_stage_is_refused_with_a_message(official, town, stages):
    StandingFactory(community=town["mine"][0], stage=stages[0])

    html = official.post(
        ADDRESS, {"chosen": codes(town["mine"]), "stage": stages[1].pk}, follow=True
    ).content.decode()

    assert planned() == {"Haitang": 1, "Yulan": 2, "Dayang": 2}
    assert f"Haitang: Haitang is already planned for {stages[0].year}." in html
    assert "2 communities are planned" in html


def test_planned_ones_are_taken_out_while_nothing_has_begun(official, town, stages):
    StandingFactory(community=town["mine"][0], stage=stages[0])
    StandingFactory(community=town["mine"][1], stage=stages[0], state=State.DRAFT)

    html = official.post(
        ADDRESS, {"chosen": codes(town["mine"]), "remove": "1"}, follow=True
    ).content.decode()

    assert planned() == {"Yulan": 1}
    assert "1 community is taken out of the plan." in html
    assert "Yulan: The self-examination has begun; the plan cannot be changed." in html


def test_only_what_can_be_taken_out_has_a_box(official, town, stages):
    StandingFactory(community=town["mine"][0], stage=stages[0])
    StandingFactory(community=town["mine"][1], stage=stages[0], state=State.DRAFT)

    html = official.get(ADDRESS).content.decode()

    assert f'value="{town["mine"][0].code}"' in html
    assert f'value="{town["mine"][1].code}"' not in html


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"chosen": []}, "Tick at least one community."),
        ({"stage": ""}, "Choose a stage."),
        ({"stage": "999"}, "is not one of the available choices"),
        ({"stage": "x"}, "is not one of the available choices"),
        ({"chosen": ["x\x00"]}, "is not one of the available choices"),
        ({"chosen": ["999999999999"]}, "is not one of the available choices"),
    ],
    ids=str,
)
def test_mistakes_are_said_and_plan_nothing(official, town, stages, data, message):
    values = {"chosen": codes(town["mine"][:1]), "stage": stages[0].pk} | data

    html = official.post(ADDRESS, values).content.decode()

    assert message in html
    assert planned() == {}


def test_mistake_loses_no_tick(official, town):
    code = town["mine"][1].code

    html = official.post(ADDRESS, {"chosen": [code], "stage": "999"}).content.decode()

    assert f'value="{code}" checked' in html


def test_stage_of_another_programme_is_not_offered(official, town, programme):
    programme.pk, programme.starts_on = None, clock.today() - timedelta(days=3000)
    programme.save()
    old = StageFactory(programme=programme, ordinal=9)

    html = official.post(
        ADDRESS, {"chosen": codes(town["mine"]), "stage": old.pk}
    ).content.decode()

    assert "is not one of the available choices" in html
    assert planned() == {}


def test_failed_community_can_be_planned_again_in_another_stage(official, town, stages):
    StandingFactory(community=town["mine"][0], stage=stages[0], state=State.NOT_ACCEPTED)

    board = official.get(ADDRESS).context["board"]
    free = {tile.place.name_en: tile for tile in board.free}
    assert free["Haitang"].suggested == stages[2]

    official.post(ADDRESS, {"chosen": codes(town["mine"][:1]), "stage": stages[1].pk})
    assert Declaration.objects.filter(community=town["mine"][0]).count() == 2


# ------------------------------------------------------------------ suggestions
def test_title_suggests_the_stage(official, town, stages):
    board = official.get(ADDRESS).context["board"]

    assert [(t.place.name_en, t.suggested.ordinal) for t in board.free] == [
        ("Haitang", 1),
        ("Yulan", 2),
        ("Dayang", 3),
    ]


def test_suggestion_is_listed_before_anything_is_planned(official, town, stages):
    html = official.post(ADDRESS, {"suggested": "1"}).content.decode()

    assert "Plan 3 communities as suggested?" in html
    assert f"Stage 1 · {stages[0].year}: Haitang" in html
    assert f'name="pair" value="{town["mine"][0].code}:{stages[0].pk}"' in html
    assert planned() == {}


def test_confirmed_suggestion_plans_what_was_listed(official, town, stages):
    pairs = [f"{p.code}:{s.pk}" for p, s in zip(town["mine"], stages, strict=True)]

    html = official.post(
        ADDRESS, {"suggested": "1", "confirmed": "1", "pair": pairs}, follow=True
    ).content.decode()

    assert planned() == {"Haitang": 1, "Yulan": 2, "Dayang": 3}
    assert html.count("1 community is planned for") == 3


@pytest.mark.parametrize("pair", ["", "x", ":", "1:2:3", "999999999999:1", "\x00:\x00"])
def test_pairs_that_name_nothing_plan_nothing(official, town, pair):
    answer = official.post(ADDRESS, {"suggested": "1", "confirmed": "1", "pair": [pair]})

    assert answer.status_code == 302
    assert planned() == {}


def test_pair_of_another_street_plans_nothing(official, town, stages):
    pair = f"{town['others'][0].code}:{stages[0].pk}"

    official.post(ADDRESS, {"suggested": "1", "confirmed": "1", "pair": [pair]})

    assert planned() == {}


def test_nothing_is_suggested_when_every_hand_up_is_over(official, town, stages):
    Stage.objects.update(hand_up_street=clock.now() - timedelta(days=1))

    html = official.post(ADDRESS, {"suggested": "1"}, follow=True).content.decode()

    assert "There is nothing to suggest." in html
    assert 'name="suggested"' not in html


# ------------------------------------------------------------------ empty, wrong, costly
def test_without_stages_the_office_is_led_to_them(office, town, programme):
    programme.stages.all().delete()

    html = office.get(ADDRESS).content.decode()

    assert "No stages to plan for" in html
    assert "Add the stages of the programme first." in html


def test_without_stages_a_street_is_told_so(official, community, programme):
    html = official.get(ADDRESS).content.decode()

    assert "The office adds the stages of the programme first." in html


def test_plan_of_a_programme_to_come_can_be_made(official, community, programme):
    programme.starts_on = clock.today() + timedelta(days=30)
    programme.save(update_fields=["starts_on"])
    stage = StageFactory(programme=programme, ordinal=1)

    official.post(ADDRESS, {"chosen": [community.code], "stage": stage.pk})

    assert Declaration.objects.get().stage == stage


def test_other_methods_are_not_served(official, town):
    assert official.put(ADDRESS).status_code == 405


def test_district_page_takes_no_posts(office, town, stages):
    assert office.post(ADDRESS, {"stage": stages[0].pk}).status_code == 404


@pytest.mark.parametrize("rows", [3, 30])
def test_board_costs_the_same_for_three_communities_and_thirty(
    official, street, stages, rows, django_assert_num_queries
):
    for number in range(rows):
        community = CommunityFactory(parent=street)
        if number % 2:
            StandingFactory(community=community, stage=stages[number % 3])

    with django_assert_num_queries(7):
        official.get(ADDRESS)


@pytest.mark.parametrize("rows", [3, 30])
def test_district_costs_the_same_for_three_streets_and_thirty(
    office, district, stages, rows, django_assert_num_queries
):
    for _ in range(rows):
        StandingFactory(
            community=CommunityFactory(parent=StreetFactory(parent=district)), stage=stages[0]
        )

    with django_assert_num_queries(6):
        office.get(ADDRESS)
