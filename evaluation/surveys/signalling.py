"""From opened envelopes to signals, while a box is being opened, and their reviews.

The marks of an answer (device, seconds, quarter) are read here and nowhere else; what is returned
has none of them. Which answers raised a signal is known only here, for as long as the result
without them is worked out.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from evaluation.surveys.box_models import BallotBox, BoxEvent
from evaluation.surveys.marks import CHANNELS, QUARTER, WEB
from evaluation.surveys.models import Code, Survey
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing.payload import Payload
from evaluation.surveys.signal_models import FEWEST_LEFT, SMALLEST, Signal, SignalReview
from evaluation.surveys.signals import (
    RULES,
    Community,
    Observation,
    Rules,
    Scale,
    Sheet,
    district_of,
    observe,
    rules_from,
)
from evaluation.surveys.tally import Tally, tally_answers
from evaluation.surveys.tally.publishing import Withheld, published
from harmony.shared.workflow import TransitionRefused

DAYTIME = Decimal(15) / 24
"""Of a day, from 7 to 22 o'clock: when people answer."""
PLACES = Decimal("0.0001")


def facts_of_rules() -> dict[str, object]:
    """What the record of a new box says of the rules: their hash, and the rules themselves."""
    return {"signals": RULES.hash, "signal_rules": RULES.as_plain()}


def rules_of(box: BallotBox) -> Rules | None:
    """The rules that were fixed when the box was made; None where there were none yet."""
    made = box.events.filter(kind=BoxEvent.Kind.MADE).first()
    try:
        rules = rules_from(made.facts["signal_rules"]) if made else None
    except (KeyError, TypeError, ValueError):
        return None
    return rules if rules and rules.hash == made.facts.get("signals") else None


def signals_of(
    box: BallotBox, tallies: Mapping[Survey, Tally], payloads: Mapping[int, list[Payload]]
) -> list[Signal]:
    """The signals of every survey of the box, not stored yet."""
    rules = rules_of(box)
    if rules is None:
        return []
    order = list(tallies)
    codes, complaints = _codes_of(box), _complaints_of(box)
    communities = [
        _community(
            survey,
            payloads.get(survey.pk, []),
            codes.get(survey.pk, (0, 0)),
            complaints.get(survey.pk, 0),
        )
        for survey in order
    ]
    district = district_of(communities, rules)
    return [
        _signal(
            survey, seen, payloads.get(survey.pk, []), tallies[survey], communities[place].slips
        )
        for place, survey in enumerate(order)
        for seen in observe(communities[place], district, rules, place=place)
        if seen.n >= SMALLEST
    ]


def _codes_of(box: BallotBox) -> dict[int, tuple[int, int]]:
    """Of each survey the slips in force, and how many of them were used."""
    in_force = Count("pk", filter=~Q(state=Code.State.VOID))
    used = Count("pk", filter=Q(state=Code.State.USED))
    rows = Code.objects.filter(box=box).order_by().values("batch__survey")
    return {
        row["batch__survey"]: (row["slips"], row["used"])
        for row in rows.annotate(slips=in_force, used=used)
    }


def _complaints_of(box: BallotBox) -> dict[int, int]:
    rows = Survey.objects.filter(box=box).order_by()
    return dict(rows.annotate(n=Count("complaints")).values_list("pk", "n"))


def _community(
    survey: Survey, payloads: Sequence[Payload], codes: tuple[int, int], complaints: int
) -> Community:
    content = content_of(survey.questionnaire)
    values = [option.value for option in content.options]
    scale = Scale(len(values), values.index(max(values)))
    slips, used = codes
    open_for = survey.closed_at_or_due() - survey.opened_at_or_due()
    quarters = Decimal(open_for.total_seconds()) / QUARTER * DAYTIME
    places = {key: place for place, key in enumerate(content.option_keys)}
    items = [item.key for item in content.items]
    return Community(
        [_sheet(payload, items, places, scale.not_answered) for payload in payloads],
        scale,
        slips=slips,
        used=used,
        complaints=complaints,
        quarters=max(int(quarters), 1),
    )


def _sheet(
    payload: Payload, items: Sequence[str], places: Mapping[str, int], not_answered: int
) -> Sheet:
    chosen = (payload.choices.get(key, "") for key in items)
    return Sheet(
        tuple(places.get(option, not_answered) for option in chosen),
        payload.seconds,
        payload.quarter,
        payload.device,
        payload.channel if payload.channel in CHANNELS else WEB,
    )


def _signal(
    survey: Survey, seen: Observation, payloads: Sequence[Payload], tally: Tally, slips: int
) -> Signal:
    signal = Signal(
        survey=survey,
        kind=str(seen.kind),
        figure=seen.figure,
        expected=seen.expected,
        n=seen.n,
        is_raised=seen.is_raised,
    )
    if seen.is_raised and len(seen.flagged) >= SMALLEST:
        _count_without(signal, survey, seen.flagged, payloads, tally, slips)
    return signal


def _count_without(
    signal: Signal,
    survey: Survey,
    flagged: Collection[int],
    payloads: Sequence[Payload],
    tally: Tally,
    slips: int,
) -> None:
    """The result of the answers that raised nothing; left empty where too few remain, and where
    the result of all is withheld."""
    content = content_of(survey.questionnaire)
    others = [
        {**payload.choices, **payload.background}
        for place, payload in enumerate(payloads)
        if place not in flagged
    ]
    counted = tally_answers(content, others, households=survey.households)
    everybody = published(content, tally, slips)
    others_alone = published(content, counted, slips)
    is_enough = everybody.withheld == others_alone.withheld == Withheld.NONE
    if is_enough and counted.valid >= FEWEST_LEFT:
        signal.without_valid = counted.valid
        signal.without_residents = _short(others_alone.residents)
        signal.without_rate = _short(others_alone.rate)


def _short(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(PLACES, rounding=ROUND_HALF_UP)


def signals_hash(box: BallotBox) -> str:
    """SHA-256 of all signals as they are stored; it stands in the record of the opening."""
    rows = Signal.objects.filter(survey__box=box).order_by("survey", "kind")
    lines = [
        [
            *(signal.survey_id, signal.kind, signal.n, signal.is_raised, signal.without_valid),
            *(
                None if number is None else f"{number:.4f}"
                for number in (
                    *(signal.figure, signal.expected),
                    *(signal.without_residents, signal.without_rate),
                )
            ),
        ]
        for signal in rows
    ]
    return sha256(json.dumps(lines, separators=(",", ":")).encode()).hexdigest()


# ------------------------------------------------------------------ reviews
def review(
    survey: Survey, *, by, outcome: str, text: str, signal: Signal | None = None
) -> SignalReview:
    """Write down what was found. Raises PermissionDenied, and TransitionRefused where there is
    nothing to review yet."""
    if not by.has_perm("evaluation.review_signals", survey.declaration):
        raise PermissionDenied
    if survey.state != Survey.State.COUNTED:
        raise TransitionRefused(_("Signals are there only once the ballot box is open."))
    if signal is not None and signal.survey_id != survey.pk:
        raise TransitionRefused(_("This signal belongs to another questionnaire."))
    return SignalReview.objects.create(
        survey=survey, signal=signal, outcome=outcome, text=text, by=by
    )
