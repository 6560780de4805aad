"""What residents are promised. Every sentence shown must be true of the software as it is.

A questionnaire's file carries promises for the whole design (docs/questionnaire.md). Sealing, the
look-up of receipts and device marks are not built yet, so what depends on them is not shown, or is
replaced by what does hold. A point this module does not know is not shown either: nobody has
checked that it is kept.

    no_name   holds: the form has no such field, and no address or cookie is stored
    code      its first half holds; “nobody can see which answers are yours” does not hold against
              whoever has the database itself, so it is replaced
    sealed    answers are not encrypted yet; what holds is that no page shows any before the close
    totals    holds: results.py withholds what is too small, and no page shows single answers
    device    nothing of the kind is recorded, so there is nothing to say
    free      a rule for people, and it holds
    helper    a plain warning, and true
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evaluation.standards.reading import TextPair

HOLDS = ("no_name", "totals", "free", "helper")

INSTEAD = {
    "code": gettext_noop(
        "The code on your slip only makes sure that each household answers once. It is not kept "
        "with your answers, and no page of this portal shows which answers are yours."
    ),
    "sealed": gettext_noop(
        "Until the questionnaire closes, this portal shows answers and results to nobody: not to "
        "the community, the street or the district."
    ),
}

ON_THE_SLIP = (
    gettext_noop("You do not give your name, telephone, address or identity number."),
    gettext_noop(
        "The code only makes sure that each household answers once; it is not kept with the "
        "answers."
    ),
    gettext_noop("Before the questionnaire closes, the portal shows its results to nobody."),
)


def points_to_show(privacy: Iterable[tuple[str, TextPair]], language: str) -> list[str]:
    """The points of a questionnaire that hold, in its order. ``language`` is “zh” or “en”.

    The sentences of this module are in the language that is active.
    """
    shown = []
    for key, text in privacy:
        if key in HOLDS:
            shown.append(getattr(text, language))
        elif key in INSTEAD:
            shown.append(_(INSTEAD[key]))
    return shown


def points_left_out(privacy: Iterable[tuple[str, TextPair]]) -> list[str]:
    """Keys of the points that are not shown as they are written, for whoever publishes."""
    return [key for key, _text in privacy if key not in HOLDS]


def slip_sentences() -> list[str]:
    """The promise printed on every slip, in the language that is active."""
    return [_(sentence) for sentence in ON_THE_SLIP]


def thanks() -> str:
    """What is said when the answers have arrived. The receipt of the design is not built yet."""
    return _("Your answers have arrived and will be counted. There is nothing more to do.")
