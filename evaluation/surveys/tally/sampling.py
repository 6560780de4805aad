"""How many answers are needed, and how many slips to print. Plain arithmetic.

answers_needed(households, sample) -> int
margin_reached(answers, households, confidence_percent) -> Decimal | None
slips_to_print(answers, households, expected_response_percent) -> int
"""

from decimal import ROUND_CEILING, Decimal, localcontext

from evaluation.surveys.questionnaire_content import SampleContent
from evaluation.surveys.tally.intervals import HUNDRED, PRECISE, SHOWN, normal_quantile

WORST_SHARE = Decimal("0.25")
"""p (1 - p) at a share of one half, where a sample is least sure."""


def answers_needed(households: int, sample: SampleContent) -> int:
    """Valid answers that keep a rate within the margin of error, whatever the rate.

    n0 = z² × 0.25 / e², then corrected for the number of households: n0 / (1 + (n0 - 1) / N),
    rounded up. At least what the level asks for, at most every household: 137 of 1,500 at
    ±8 points and 95 %.
    """
    if households <= 0:
        return 0
    with localcontext(PRECISE):
        margin = sample.margin_points / HUNDRED
        z = normal_quantile(sample.confidence_percent)
        endless = z * z * WORST_SHARE / (margin * margin)
        needed = endless / (1 + (endless - 1) / households)
        count = int(needed.to_integral_value(ROUND_CEILING))
    return min(max(count, sample.valid_answers_at_least), households)


def margin_reached(answers: int, households: int, confidence_percent: Decimal) -> Decimal | None:
    """The margin of error that so many answers give, in percentage points; None without any.

    0 when every household answered.
    """
    if answers < 1 or households < 1:
        return None
    if answers >= households:
        return Decimal(0)
    with localcontext(PRECISE):
        shrunk = Decimal(households - answers) / max(households - 1, 1)
        error = (WORST_SHARE / answers * shrunk).sqrt()
        return (normal_quantile(confidence_percent) * error * HUNDRED).quantize(SHOWN)


def slips_to_print(answers: int, households: int, expected_response_percent: Decimal) -> int:
    """Slips to hand out so that so many come back, one a household at most.

    An expected response of 40 % asks for 343 slips for 137 answers. Raises ValueError where
    the response is not above 0 and at most 100 %.
    """
    if not 0 < expected_response_percent <= HUNDRED:
        raise ValueError(f"A response of {expected_response_percent} % is not above 0 to 100.")
    wanted = Decimal(answers) * HUNDRED / expected_response_percent
    return min(int(wanted.to_integral_value(ROUND_CEILING)), max(households, 0))
