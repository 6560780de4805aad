import pytest

from communities.models import Role
from evaluation.models import Code, SlipBatch, VoidedSlips
from evaluation.surveys import codes, services
from evaluation.surveys.participation import Balance, participation_of
from harmony.shared.workflow import TransitionRefused
from tests.factories import CommunityFactory
from tests.factories.surveys import (
    answer,
    open_survey,
    prepared_survey,
    received_declaration,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(person):
    return person(Role.OFFICE_REVIEWER)


@pytest.fixture
def survey(office):
    return prepared_survey()


def states(batch):
    return sorted(batch.codes.values_list("state", flat=True))


def test_codes_leave_once_and_only_selector_and_key_stay(survey, office):
    batch, drawn = services.print_batch(survey, by=office, label=" Building 3 ", count=12)

    assert (batch.label, batch.printed, batch.by) == ("Building 3", 12, office)
    rows = {row.selector: row for row in batch.codes.all()}
    assert rows.keys() == {codes.selector_of(code) for code in drawn}
    verifiers = [codes.verifier_of(code).encode() for code in drawn]
    kept = b"".join(bytes(row.salt) + bytes(row.public_key) for row in rows.values())
    assert not any(verifier in kept for verifier in verifiers)


def test_rows_lie_in_an_order_of_their_own(survey, office):
    _batch, drawn = services.print_batch(survey, by=office, label="1", count=50)

    in_rows = list(Code.objects.order_by("pk").values_list("selector", flat=True))
    assert in_rows != [codes.selector_of(code) for code in drawn]


def test_no_slips_without_a_ballot_box(office):
    declaration = received_declaration()
    survey = services.prepare(declaration, by=office)

    with pytest.raises(TransitionRefused, match="ballot box"):
        services.print_batch(survey, by=office, label="1", count=5)


@pytest.mark.parametrize(
    ("label", "count", "reason"),
    [
        ("  ", 5, "Name the building"),
        ("1", 0, "between 1 and 500"),
        ("1", -3, "between 1 and 500"),
        ("1", 501, "between 1 and 500"),
        ("1", 10**12, "between 1 and 500"),
    ],
)
def test_batch_that_makes_no_sense_is_refused(survey, office, label, count, reason):
    with pytest.raises(TransitionRefused, match=reason):
        services.print_batch(survey, by=office, label=label, count=count)

    assert not SlipBatch.objects.exists()
    assert not Code.objects.exists()


def test_no_more_slips_than_households(office):
    survey = prepared_survey(received_declaration(CommunityFactory(households=30)))
    _batch, drawn = services.print_batch(survey, by=office, label="1", count=20)

    with pytest.raises(TransitionRefused, match="10 more"):
        services.print_batch(survey, by=office, label="2", count=11)

    services.void(survey, drawn[:1], by=office)
    batch, _drawn = services.print_batch(survey, by=office, label="2", count=11)
    assert batch.printed == 11


def test_slips_that_are_made_at_the_same_time_never_meet(survey, office):
    """Those before are still being printed then, and their codes are stored nowhere."""
    drawn = [services.draw(survey, 3) for _batch in range(5)]

    lanes = [{int(codes.selector_of(code)) % codes.LANES for code in batch} for batch in drawn]
    assert [len(lane) for lane in lanes] == [1] * 5
    assert len(set.union(*lanes)) == 5


def test_printed_again_the_old_slips_are_void(survey, office):
    batch, drawn = services.print_batch(survey, by=office, label="1", count=3)
    services.void(survey, drawn[:1], by=office)

    again, new = services.reprint(batch, by=office)

    assert states(batch) == [Code.State.VOID] * 3
    assert states(again) == [Code.State.ISSUED] * 3
    assert (again.label, again.replaces) == ("1", batch)
    assert not set(new) & set(drawn)
    assert list(VoidedSlips.objects.values_list("count", "by")) == [(1, office.pk), (2, office.pk)]


def test_batch_is_not_printed_again_once_a_code_is_used(office):
    survey, drawn = open_survey(slips=5)
    answer(drawn[0])

    with pytest.raises(TransitionRefused, match="has been used"):
        services.reprint(SlipBatch.objects.get(), by=office)

    assert SlipBatch.objects.count() == 1
    assert states(SlipBatch.objects.get()) == [Code.State.ISSUED] * 4 + [Code.State.USED]


def test_batch_is_replaced_once(survey, office):
    batch, _drawn = services.print_batch(survey, by=office, label="1", count=3)
    services.reprint(batch, by=office)

    with pytest.raises(TransitionRefused, match="replaced already"):
        services.reprint(batch, by=office)


def test_undelivered_slips_are_typed_and_void(office):
    survey, drawn = open_survey(slips=4)
    answer(drawn[0])
    other = prepared_survey()
    _batch, foreign = services.print_batch(other, by=office, label="1", count=1)
    typed = [codes.grouped(drawn[1]), drawn[0], drawn[1], foreign[0], "4821", drawn[2]]

    outcome = services.void(survey, typed, by=office)

    assert outcome.voided == 2
    assert [text for text, _reason in outcome.refused] == [drawn[0], drawn[1], foreign[0], "4821"]
    assert [reason for _text, reason in outcome.refused] == [
        "This code has been used; the answer counts.",
        "This code is void already.",
        "This code does not belong to this community.",
        "This is not a code: a digit is wrong or missing.",
    ]
    assert VoidedSlips.objects.get().count == 2


def test_balance_always_adds_up(office):
    survey, drawn = open_survey(slips=20)
    small, few = services.print_batch(survey, by=office, label="2", count=5)
    for code in (*drawn[:7], few[0]):
        answer(code)
    services.void(survey, drawn[10:13], by=office)

    seen = participation_of(survey)

    assert seen.total == Balance(printed=25, used=8, void=3)
    assert seen.total.outstanding == 14
    assert [row.balance for row in seen.batches] == [Balance(20, 7, 3), Balance(5, 1, 0)]
    # The larger one would give the small one away.
    assert [row.is_hidden for row in seen.batches] == [True, True]
    assert seen.share_of_plan == 8 * 100 // 137


@pytest.mark.parametrize(
    ("printed", "hidden"),
    [
        ([12, 15], []),
        ([12, 15, 5], [12, 5]),
        ([12, 15, 5, 6], [5, 6]),
        ([30, 4, 12], [4, 12]),
        ([4], [4]),
    ],
)
def test_no_small_batch_can_be_worked_out_from_the_sum(survey, office, printed, hidden):
    for number, count in enumerate(printed):
        services.print_batch(survey, by=office, label=str(number), count=count)

    seen = participation_of(survey)

    assert [r.balance.printed for r in seen.batches if r.is_hidden] == hidden
    assert seen.is_small == (sum(printed) < 10)


@pytest.mark.parametrize("batches", [1, 4])
def test_participation_costs_three_queries(survey, office, batches, django_assert_num_queries):
    for number in range(batches):
        services.print_batch(survey, by=office, label=str(number), count=2)

    with django_assert_num_queries(3):
        seen = participation_of(survey)

    assert len(seen.batches) == batches
