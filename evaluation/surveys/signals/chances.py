"""How often chance alone gives as much. Floating point: nothing but a signal rests on it."""

from math import exp, lgamma, log

SMALL = 1e-300


def poisson_tail(count: int, expected: float) -> float:
    """The probability of ``count`` or more where ``expected`` come on average."""
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    term = exp(count * log(expected) - expected - lgamma(count + 1))
    if count <= expected:  # the sum below would begin before its largest term
        return max(0.0, 1.0 - sum(_terms(count, expected)))
    total, number = term, count
    while term > total * 1e-12 and term > SMALL:
        number += 1
        term *= expected / number
        total += term
    return min(total, 1.0)


def _terms(count: int, expected: float) -> list[float]:
    return [exp(n * log(expected) - expected - lgamma(n + 1)) for n in range(count)]
