"""Decided communities with real results: computed by the portal's arithmetic, stored as rows.

The way there (moves, scores, slips) is left out; what is frozen at its end is the real thing.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from communities.models import Place, Stage
from evaluation.acceptance.calculation import (
    BonusOutcome,
    CriterionOutcome,
    Inputs,
    PenaltyRecord,
    ResidentsOutcome,
    compute,
    terms_of,
    to_plain,
)
from evaluation.models import (
    Certificate,
    Decision,
    Declaration,
    Level,
    Questionnaire,
    Result,
    State,
    Survey,
)
from evaluation.standards.content import read_standard
from evaluation.standards.figures import half_up
from evaluation.standards.findings import class_of
from evaluation.surveys.questionnaire_content import read_questionnaire
from evaluation.surveys.tally import from_plain as tally_from_plain
from evaluation.surveys.tally import tally_answers, tally_hash
from evaluation.surveys.tally import to_plain as tally_to_plain
from harmony.shared import clock
from tests.factories.papers import office_reviewer
from tests.factories.standards import published_standard, written_standard
from tests.factories.surveys import ITEMS, published_questionnaire, written_questionnaire

GRANTED = date(2026, 1, 15)


@cache
def tally_of(answers: int, satisfied: int, households: int, weak: str = "roads") -> dict:
    """A counted questionnaire in plain form: so many satisfied, the others not, and everybody
    dissatisfied with the ``weak`` question."""
    content, _problems = read_questionnaire(written_questionnaire())
    given = []
    for number in range(answers):
        choice = "very_satisfied" if number < satisfied else "dissatisfied"
        sheet = dict.fromkeys([*ITEMS, "overall"], choice)
        given.append(sheet | {weak: "dissatisfied"})
    return tally_to_plain(tally_answers(content, given, households=households))


def decided_declaration(
    community: Place,
    stage: Stage,
    *,
    share: str = "0.95",
    claimed: str = "98",
    answers: int = 60,
    satisfied: int = 60,
    level: str = "",
    bonus: str = "",
    penalties: int = 0,
    vetoes: tuple[str, ...] = (),
    number: int = 0,
) -> Declaration:
    """Decided as computed, unless a ``level`` is given. ``share`` is what each criterion earned
    of its points; ``number`` is that of the certificate, the next one unless given."""
    by, district = office_reviewer(), stage.programme.district
    standard = published_standard(district)
    counted = tally_of(answers, satisfied, community.households or 0) if answers else None
    computation = _compute(community, share, counted, bonus, penalties, vetoes)
    level = level or computation.level
    declaration = Declaration.objects.create(
        community=community,
        stage=stage,
        standard=standard,
        state=State.NOT_ACCEPTED if level == Level.NOT_YET else State.ACCEPTED,
    )
    if counted:
        _closed_survey(declaration, counted, published_questionnaire(district), by)
    Result.objects.create(
        declaration=declaration,
        professional=computation.shown_professional,
        residents=computation.shown_residents,
        composite=computation.shown_composite,
        satisfaction_rate=computation.satisfaction_rate,
        self_score=Decimal(claimed),
        level=computation.level,
        computation=to_plain(computation),
        standard_hash=standard.content_hash,
        scores_hash=computation.inputs.scores_hash,
        tally_hash=computation.inputs.tally_hash,
        by=by,
    )
    decision = Decision.objects.create(declaration=declaration, level=level, by=by)
    if level != Level.NOT_YET:
        number = number or Certificate.objects.filter(year=stage.year).count() + 1
        Certificate.objects.create(
            decision=decision,
            year=stage.year,
            number=number,
            printed_number=f"HX-{stage.year}-{number:04d}",
            granted_on=GRANTED,
        )
    return declaration


def _compute(community, share, counted, bonus, penalties, vetoes):
    content, _problems = read_standard(written_standard())
    terms = terms_of(content, **class_of(community))
    tally = tally_from_plain(counted) if counted else None
    return compute(
        Inputs(
            terms=terms,
            scores=tuple(
                CriterionOutcome(term.code, half_up(term.points * Decimal(share)))
                for term in terms.criteria
            ),
            bonuses=(BonusOutcome(terms.bonuses[0].code, Decimal(bonus)),) if bonus else (),
            penalties=(PenaltyRecord(terms.penalties[0].code, penalties),) if penalties else (),
            vetoes=vetoes,
            residents=ResidentsOutcome.of(tally) if tally else ResidentsOutcome(),
            standard_hash=content.key,
            tally_hash=tally_hash(tally) if tally else "",
        )
    )


def _closed_survey(declaration, counted: dict, questionnaire: Questionnaire, by) -> Survey:
    now = clock.now()
    return Survey.objects.create(
        declaration=declaration,
        questionnaire=questionnaire,
        state=Survey.State.COUNTED,
        households=declaration.community.households,
        planned_answers=50,
        opens_at=now - timedelta(days=20),
        closes_at=now - timedelta(days=5),
        opened_at=now - timedelta(days=20),
        opened_by=by,
        closed_at=now - timedelta(days=5),
        closed_by=by,
        tally=counted,
        tally_hash=tally_hash(tally_from_plain(counted)),
    )
