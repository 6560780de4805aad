"""From agreed scores and the residents' tally to a level. Plain arithmetic: no Django here.

    terms_of(content, community_class, in_renewal_plan=None) -> Terms
    Inputs(terms, scores, bonuses, penalties, vetoes, residents, standard_hash, tally_hash)
        scores      CriterionOutcome(code, points, counts, reason), one for each of terms.criteria;
                    CriterionOutcome.of(code, criterion_score)
        bonuses     BonusOutcome(code, points), the confirmed ones
        penalties   PenaltyRecord(code, cases), the recorded ones; several of one code add up
        vetoes      codes of established vetoes
        residents   ResidentsOutcome.of(tally), or ResidentsOutcome() without a survey
    compute(inputs) -> Computation              raises CannotCompute(problem) where base is 0 …
    to_plain(computation) -> dict, from_plain(plain) -> Computation
    still_holds(plain) -> bool                  computed again, bit for bit
    computation.inputs_hash, inputs.scores_hash, computation_hash(computation)

    P = 100 × awarded / base + bonus (capped) − penalties (capped),   0 ≤ P ≤ 100 + bonus cap
    C = w_P × P + w_R × R, from unrounded P and R

What a page shows: ``shown_professional``, ``shown_residents``, ``shown_composite``,
``satisfaction_rate``; ``professional.dimensions``, ``.bonuses``, ``.penalties``; for each of
``verdicts`` its conditions with needed / reached / met; ``level``, ``before_quota``,
``next_level``, ``binding`` (unmet conditions of the next level, each with its ``gap``),
``professional_lacking`` and ``costs``. Sentences for it are in ``acceptance.messages``.
"""

from evaluation.acceptance.calculation.computation import (
    Computation,
    Cost,
    computation_hash,
    compute,
    from_plain,
    still_holds,
    to_plain,
)
from evaluation.acceptance.calculation.inputs import (
    BonusOutcome,
    BonusTerm,
    CriterionOutcome,
    CriterionTerm,
    Inputs,
    LevelTerm,
    PenaltyRecord,
    PenaltyTerm,
    ResidentsOutcome,
    Terms,
    terms_of,
)
from evaluation.acceptance.calculation.levels import (
    ALL_HOUSEHOLDS,
    COMPOSITE,
    CONDITIONS,
    DIMENSION_SHARE,
    NO_VALID_ANSWERS,
    NOBODY_RATED,
    NOT_YET,
    SATISFACTION_RATE,
    VALID_ANSWERS,
    VETOES,
    Condition,
    LevelVerdict,
)
from evaluation.acceptance.calculation.professional import (
    CannotCompute,
    DimensionShare,
    Extra,
    Professional,
)

__all__ = [
    "ALL_HOUSEHOLDS",
    "COMPOSITE",
    "CONDITIONS",
    "DIMENSION_SHARE",
    "NOBODY_RATED",
    "NOT_YET",
    "NO_VALID_ANSWERS",
    "SATISFACTION_RATE",
    "VALID_ANSWERS",
    "VETOES",
    "BonusOutcome",
    "BonusTerm",
    "CannotCompute",
    "Computation",
    "Condition",
    "Cost",
    "CriterionOutcome",
    "CriterionTerm",
    "DimensionShare",
    "Extra",
    "Inputs",
    "LevelTerm",
    "LevelVerdict",
    "PenaltyRecord",
    "PenaltyTerm",
    "Professional",
    "ResidentsOutcome",
    "Terms",
    "computation_hash",
    "compute",
    "from_plain",
    "still_holds",
    "terms_of",
    "to_plain",
]
