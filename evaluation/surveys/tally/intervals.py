"""How far a sample may be off. Exact decimal arithmetic, no floating point, no Django.

    normal_quantile(confidence) -> Decimal           two-sided: 95 -> 1.959964
    t_quantile(confidence, degrees) -> Decimal       two-sided, accurate to 1e-6
    share_interval(hits, asked, population, confidence) -> Interval | None    Wilson, with FPC
    mean_interval(values, population, confidence) -> Interval | None          Student's t, with FPC

Confidence is in percent (50 to 99.9). The population is the number of registered households;
None means it is not known, and counts as endless. FPC is the finite-population correction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from math import lcm

from evaluation.standards.figures import half_up

PRECISE = Context(prec=34)
PI = Decimal("3.141592653589793238462643383279502884")
SHOWN = Decimal("0.000001")
HUNDRED = Decimal(100)
# Above it the expansion by 1/degrees is accurate to more than nine places.
MOST_SUMMED = 200


@dataclass(frozen=True)
class Interval:
    """From where to where the true value lies, with this confidence; all in percent or points."""

    low: Decimal
    high: Decimal
    confidence: Decimal


def decimal_of(number: Fraction) -> Decimal:
    """An exact fraction to 34 digits."""
    with localcontext(PRECISE):
        return Decimal(number.numerator) / Decimal(number.denominator)


def _share(confidence: Decimal) -> Decimal:
    if not 50 <= confidence <= Decimal("99.9"):
        raise ValueError(f"A confidence of {confidence} % is not between 50 and 99.9.")
    return confidence / HUNDRED


@lru_cache(maxsize=64)
def normal_quantile(confidence: Decimal) -> Decimal:
    """How many standard errors to either side hold this share of a normal distribution."""
    with localcontext(PRECISE):
        return _solve(_within_normal, _share(confidence)).quantize(Decimal("1e-12"))


@lru_cache(maxsize=512)
def t_quantile(confidence: Decimal, degrees: int) -> Decimal:
    """The same for Student's t with so many degrees of freedom (1 or more)."""
    if degrees < 1:
        raise ValueError("Student's t needs at least one degree of freedom.")
    share = _share(confidence)
    with localcontext(PRECISE):
        if degrees > MOST_SUMMED:
            found = _expanded(normal_quantile(confidence), Decimal(degrees))
        else:
            found = _solve(lambda t: _within_t(t, degrees), share)
        return found.quantize(Decimal("1e-9"))


def _solve(within, share: Decimal) -> Decimal:
    """Where a growing function from 0 reaches ``share``, by halving."""
    low, high = Decimal(0), Decimal(2)
    while within(high) < share:
        low, high = high, high * 2
    for _ in range(60):
        middle = (low + high) / 2
        if within(middle) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _within_normal(z: Decimal) -> Decimal:
    """The share of a normal distribution between -z and z, by its power series."""
    term = total = z
    odd = 1
    while term > Decimal("1e-30"):
        odd += 2
        term *= z * z / odd
        total += term
    return total * (2 / PI).sqrt() * (-z * z / 2).exp()


def _within_t(t: Decimal, degrees: int) -> Decimal:
    """The share of Student's t between -t and t: the finite sums for odd and even degrees."""
    root = Decimal(degrees).sqrt()
    length = (degrees + t * t).sqrt()
    sine, square = t / length, degrees / (length * length)
    term = Decimal(1) if degrees % 2 == 0 else root / length
    total = Decimal(0)
    # Even: 1 + 1/2 cos² + 1·3/(2·4) cos⁴ …; odd: cos + 2/3 cos³ + 2·4/(3·5) cos⁵ …
    first = degrees % 2
    for number in range(first, degrees - 1, 2):
        total += term
        term *= square * Decimal(number + 1) / Decimal(number + 2)
    if degrees % 2 == 0:
        return sine * total
    return (_arctangent(t / root) + sine * total) * 2 / PI


def _arctangent(x: Decimal) -> Decimal:
    """By halving the angle until the series is short."""
    doubled = 1
    while x > Decimal("0.05"):
        x = x / (1 + (1 + x * x).sqrt())
        doubled *= 2
    power = total = x
    odd = 1
    while abs(power) > Decimal("1e-32"):
        odd += 2
        power *= -x * x
        total += power / odd
    return total * doubled


def _expanded(z: Decimal, degrees: Decimal) -> Decimal:
    """The quantile of t from that of the normal distribution, by powers of 1/degrees."""
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    fourth = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + first / degrees + second / degrees**2 + third / degrees**3 + fourth / degrees**4


def share_interval(
    hits: int, asked: int, population: int | None, confidence: Decimal
) -> Interval | None:
    """Wilson's interval of a share, in percent.

    With a known population the sample counts as n_eff = n (N - 1) / (N - n). None when nobody
    was asked, and when everybody was: then nothing is left to be unsure of.
    """
    if asked < 1 or (population is not None and asked >= population):
        return None
    with localcontext(PRECISE):
        count = Decimal(asked)
        if population is not None:
            count = count * (population - 1) / (population - asked)
        z = normal_quantile(confidence)
        share = Decimal(hits) / asked
        middle = share + z * z / (2 * count)
        reach = z * (share * (1 - share) / count + z * z / (4 * count * count)).sqrt()
        whole = 1 + z * z / count
        return _within_hundred(
            (middle - reach) / whole * HUNDRED, (middle + reach) / whole * HUNDRED, confidence
        )


def mean_interval(
    values: Sequence[Fraction], population: int | None, confidence: Decimal
) -> Interval | None:
    """The interval of a mean of points from 0 to 100: t × s/√n × √(1 - n/N).

    None for fewer than two values, and when everybody was asked.
    """
    count = len(values)
    if count < 2 or (population is not None and count >= population):
        return None
    # Whole numbers over one denominator: the same to the last digit, and ten times as fast.
    whole = lcm(*(value.denominator for value in values))
    parts = [value.numerator * (whole // value.denominator) for value in values]
    total, squares = sum(parts), sum(part * part for part in parts)
    mean = Fraction(total, count * whole)
    variance = Fraction(count * squares - total * total, count * (count - 1) * whole * whole)
    squared = variance / count
    if population is not None:
        squared *= 1 - Fraction(count, population)
    with localcontext(PRECISE):
        reach = t_quantile(confidence, count - 1) * decimal_of(squared).sqrt()
        middle = decimal_of(mean)
        return _within_hundred(middle - reach, middle + reach, confidence)


def _within_hundred(low: Decimal, high: Decimal, confidence: Decimal) -> Interval:
    """Nothing lies below 0 or above 100; six places are kept."""
    bottom, top = max(low, Decimal(0)), min(high, HUNDRED)
    return Interval(half_up(bottom, SHOWN), half_up(top, SHOWN), confidence)
