"""What residents are promised. Every sentence shown must be true of the software as it is.

A point of a questionnaire's file is shown only when its key is known here, because then somebody
has checked that it is kept (docs/questionnaire.md):

    no_name   the form has no such field, and no address or cookie is stored
    code      answers leave the box shuffled, under random keys, in one transaction
    sealed    every answer is encrypted to a key that nobody at the portal can use before the close
    totals    results.py withholds what is too small; comments are reviewed before they are shown
    device    marks are inside the envelope, and are dropped by the opening
    free      a rule for people
    helper    a plain warning, and true
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluation.standards.reading import TextPair

HOLDS = ("no_name", "code", "sealed", "totals", "device", "free", "helper")

ON_THE_SLIP = (
    gettext_noop("You do not give your name, telephone, address or identity number."),
    gettext_noop(
        "The code only makes sure that each household answers once; nobody can see which answers "
        "are yours."
    ),
    gettext_noop("Answers stay sealed until the questionnaire closes."),
)


def points_to_show(privacy: Iterable[tuple[str, TextPair]], language: str) -> list[str]:
    """The points of a questionnaire that hold, in its order. ``language`` is “zh” or “en”."""
    return [getattr(text, language) for key, text in privacy if key in HOLDS]


def points_left_out(privacy: Iterable[tuple[str, TextPair]]) -> list[str]:
    """Keys of the points that are not shown, for whoever publishes."""
    return [key for key, _text in privacy if key not in HOLDS]


def slip_sentences() -> list[str]:
    """The promise printed on every slip, in the language that is active."""
    return [_(sentence) for sentence in ON_THE_SLIP]
