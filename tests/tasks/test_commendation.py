"""Who is proposed for commendation, why, and who is not."""

from datetime import timedelta

import pytest

from communities.models import MeasureReport
from evaluation.models import Certificate, Document, DocumentState, Veto, VetoItem
from harmony.shared import clock
from tasks.commendation import NOTHING_DECIDED, Terms, commendation_of
from tasks.failures import CannotBeMade
from tasks.making import make_document
from tests.factories import (
    CommunityFactory,
    DepartmentFactory,
    MainTaskFactory,
    MeasureFactory,
    StageFactory,
    StreetFactory,
)
from tests.factories.papers import DocumentFactory, content_of, office_reviewer
from tests.factories.results import decided_declaration
from tests.printed import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def past_stage(programme):
    """A stage whose day of decision is over."""
    return closed_stage(programme, 1)


def closed_stage(programme, ordinal):
    return StageFactory(
        programme=programme,
        ordinal=ordinal,
        decision=clock.now() - timedelta(days=1),
        notice_opens=None,
        notice_closes=None,
    )


def street(district, name):
    return StreetFactory(parent=district, name_en=name, name_zh=f"{name}街道")


def decided(stage, name, share, *, within=None, **fields):
    within = within or StreetFactory(parent=stage.programme.district)
    place = CommunityFactory(parent=within, name_en=name, name_zh=f"{name}社区")
    return decided_declaration(place, stage, share=share, **fields)


def sections(programme, **terms):
    return commendation_of(programme, Terms(**terms)).sections


def names(lines):
    return [line.name for line in lines]


def excluded(section):
    return {exclusion.rule: exclusion.names for exclusion in section.exclusions}


# ------------------------------------------------------------------ demonstration sites
def test_sites_stand_in_the_order_of_their_composites(programme, past_stage):
    decided(past_stage, "Second", "0.97")
    decided(past_stage, "First", "0.99")
    decided(past_stage, "Third", "0.95")
    decided(past_stage, "Fourth", "0.94")

    sites = sections(programme, sites=2, next_in_line=1)[0]

    assert names(sites.places) == ["First", "Second"]
    assert names(sites.next_in_line) == ["Third"]
    assert sites.others == 1
    assert [line.number for line in (*sites.places, *sites.next_in_line)] == [1, 2, 3]
    assert sites.places[0].reason.startswith("Accepted as “Excellent” with a composite score of ")
    assert sites.keys[0] == "Composite"
    assert len(sites.places[0].figures) == len(sites.keys)


def test_a_tie_says_which_key_broke_it(programme, past_stage):
    decided(past_stage, "Alpha", "0.97")
    decided(past_stage, "Beta", "0.97")

    first, second = sections(programme)[0].places

    assert "The same as Beta on every key; the order of the codes decides." in first.reason
    assert "same" not in second.reason


def test_who_is_below_the_level_or_not_accepted_is_excluded_by_its_rule(programme, past_stage):
    decided(past_stage, "Best", "0.99")
    decided(past_stage, "Good", "0.86")
    decided(past_stage, "Weak", "0.40")

    sites = sections(programme)[0]

    assert names(sites.places) == ["Best"]
    assert excluded(sites) == {
        "Not accepted": ("Weak",),
        "Accepted below the level “Excellent”": ("Good",),
    }


def test_the_lowest_level_is_a_term_of_the_list(programme, past_stage):
    decided(past_stage, "Best", "0.99")
    decided(past_stage, "Good", "0.86")

    assert names(sections(programme, level="good")[0].places) == ["Best", "Good"]


def test_a_revoked_certificate_bars_a_site(programme, past_stage):
    declaration = decided(past_stage, "Revoked", "0.99")
    Certificate.objects.filter(decision__declaration=declaration).update(
        revoked_at=clock.now(), revoked_by=office_reviewer()
    )

    sites = sections(programme)[0]

    assert (names(sites.places), excluded(sites)) == (
        [],
        {"The certificate was withdrawn": ("Revoked",)},
    )


def test_a_veto_bars_the_site_and_its_street_unless_it_was_struck(programme, past_stage, district):
    within = street(district, "Beihu")
    declaration = decided(past_stage, "Vetoed", "0.99", within=within)
    veto = Veto.objects.create(
        declaration=declaration,
        item=VetoItem.objects.first(),
        ground="Seen on site",
        date=clock.today(),
        by=office_reviewer(),
    )

    sites, streets, _departments = sections(programme)
    assert excluded(sites) == {"A veto is established": ("Vetoed",)}
    assert excluded(streets) == {"A veto is established in a community of the street": ("Beihu",)}

    veto.struck_at, veto.struck_by, veto.strike_reason = clock.now(), veto.by, "Mistaken"
    veto.save()
    sites, streets, _departments = sections(programme)
    assert (names(sites.places), names(streets.places)) == (["Vetoed"], ["Beihu"])


def test_of_a_community_that_declared_twice_the_last_time_counts(programme, past_stage):
    failed = decided(past_stage, "Again", "0.40")
    later = closed_stage(programme, 2)
    decided_declaration(failed.community, later, share="0.99")

    sites, streets, _departments = sections(programme)

    assert (names(sites.places), excluded(sites)) == (["Again"], {})
    assert len(streets.places) == 1


# ------------------------------------------------------------------ streets
def test_a_street_that_missed_its_target_is_excluded(programme, past_stage, district):
    beihu, jinlan = street(district, "Beihu"), street(district, "Jinlan")
    decided(past_stage, "A", "0.95", within=beihu)
    decided(past_stage, "B", "0.99", within=jinlan)
    decided(past_stage, "C", "0.40", within=jinlan)

    streets = sections(programme)[1]

    assert names(streets.places) == ["Beihu"]
    assert streets.places[0].reason == "Decided or due: 1, accepted: 1, of these excellent: 1."
    assert excluded(streets) == {
        "Missed target: not every community that was due is accepted": ("Jinlan",)
    }


def test_what_is_planned_and_not_decided_by_the_day_is_a_missed_target(
    programme, past_stage, district
):
    beihu = street(district, "Beihu")
    decided(past_stage, "A", "0.95", within=beihu)
    past_stage.declarations.create(community=CommunityFactory(parent=beihu))

    assert names(sections(programme)[1].places) == []


def test_what_is_planned_for_a_later_stage_is_nothing_missed(programme, past_stage, district):
    beihu = street(district, "Beihu")
    decided(past_stage, "A", "0.95", within=beihu)
    later = StageFactory(programme=programme, ordinal=2)
    later.declarations.create(community=CommunityFactory(parent=beihu))

    assert names(sections(programme)[1].places) == ["Beihu"]


def test_streets_stand_in_the_order_of_their_means(programme, past_stage, district):
    for name, shares in {"Beihu": ("0.99", "0.91"), "Jinlan": ("0.96", "0.96")}.items():
        within = street(district, name)
        for number, share in enumerate(shares):
            decided(past_stage, f"{name} {number}", share, within=within)

    streets = sections(programme, streets=1)[1]

    assert (names(streets.places), names(streets.next_in_line)) == (["Jinlan"], ["Beihu"])


# ------------------------------------------------------------------ departments
@pytest.fixture
def duties(programme, past_stage):
    """Two measures in one community; says what a department reports on them."""
    place = decided(past_stage, "A", "0.95").community
    by = office_reviewer()

    def of(name, *states):
        department = DepartmentFactory(name_en=name, name_zh=name)
        task = MainTaskFactory(programme=programme, departments=[department])
        measures = [MeasureFactory(main_task=task) for _ in range(2)]
        for measure, state in zip(measures, states, strict=False):
            MeasureReport.objects.create(
                measure=measure, community=place, department=department, state=state,
                date=clock.today(), by=by,
            )  # fmt: skip

    return of


def test_departments_stand_by_what_is_done(programme, duties):
    duties("Half", "done", "in_progress")
    duties("All", "done", "done")
    duties("Silent")

    departments = sections(programme, done_at_least=50)[2]

    assert names(departments.places) == ["All", "Half"]
    assert departments.places[0].figures == ("100.00", "100.00", "2")
    assert departments.places[0].reason.startswith("2 of 2 reports say that a measure is done")
    assert excluded(departments) == {"Nothing was reported": ("Silent",)}


def test_a_department_below_the_share_missed_its_target(programme, duties):
    duties("Half", "done", "in_progress")

    departments = sections(programme)[2]

    assert excluded(departments) == {
        "Missed target: less than 80% of the measures done": ("Half",)
    }


# ------------------------------------------------------------------ the list
def test_without_a_decision_there_is_nobody_to_commend(programme, stage):
    with pytest.raises(CannotBeMade, match="nobody to commend"):
        commendation_of(programme, Terms())

    document = DocumentFactory(kind=Document.Kind.COMMENDATION, stage=None, programme=programme)
    make_document(document_id=document.pk)
    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.FAILED, NOTHING_DECIDED)


@pytest.mark.parametrize("count", [3, 30])
def test_it_costs_the_same_however_many(count, programme, past_stage, django_assert_num_queries):
    for number in range(count):
        decided(past_stage, f"C{number}", "0.95" if number % 2 else "0.85")
    department = DepartmentFactory()
    MeasureFactory(main_task=MainTaskFactory(programme=programme, departments=[department]))

    with django_assert_num_queries(7):
        commendation_of(programme, Terms())


def test_terms_that_were_not_said_are_as_usual():
    assert Terms.of({"sites": 4, "unknown": 1}) == Terms(sites=4)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            [
                "Commendation list",
                "Demonstration sites",
                "Best · Beihu",
                'Accepted as "Excellent" with a composite score of',
                "Next in line, should a place become free",
                "Excluded",
                "Good",
                "SHA-256",
            ],
        ),
        ("zh-hans", ["清和区", "Best社区", "Beihu街道"]),
    ],
)
def test_the_paper_in_both_languages(language, sentences, programme, past_stage, district):
    within = street(district, "Beihu")
    decided(past_stage, "Best", "0.99", within=within)
    decided(past_stage, "Second", "0.95", within=within)
    decided(past_stage, "Good", "0.86", within=within)
    document = DocumentFactory(
        kind=Document.Kind.COMMENDATION,
        stage=None,
        programme=programme,
        language=language,
        params={"sites": 1},
    )

    make_document(document_id=document.pk)

    document.refresh_from_db()
    assert (document.state, document.error) == (DocumentState.MADE, "")
    words = words_of(content_of(document))
    assert [each for each in sentences if each not in words] == []
