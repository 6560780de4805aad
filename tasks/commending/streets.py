"""Outstanding streets: those whose communities all came through, the best results first."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.models import Level
from tasks.commending.sections import Key, Section, section_of
from tasks.commending.terms import Terms
from tasks.ranking import Candidate, rank
from tasks.reporting.cases import Case, Street, last_of_each, streets_of
from tasks.reporting.figures import mean, percent


def streets(cases: Sequence[Case], terms: Terms, vetoed: Collection[int]) -> Section:
    """Every street with communities that are due is a candidate. Of a community that had to
    declare twice only the last time counts."""
    keys = [
        Key("composite", _("Mean composite")),
        Key("excellent", _("Excellent, %")),
        Key("residents", _("Mean of residents")),
    ]
    found = {street.code: street for street in streets_of(last_of_each(cases))}
    ranking = rank(
        [_candidate(street, vetoed) for street in found.values()],
        keys=[key.key for key in keys],
        quota=terms.streets,
        next_in_line=terms.next_in_line,
    )
    return section_of(
        ranking,
        title=_("Outstanding streets"),
        about=_(
            "Streets where every community whose decision was due, or has been made before it "
            "was due, is accepted. In the order of the mean composite score of their communities."
        ),
        quota=terms.streets,
        keys=keys,
        rules={
            "veto": _("A veto is established in a community of the street"),
            "missed_target": _("Missed target: not every community that was due is accepted"),
        },
        reason=lambda candidate: _reason(found[candidate.code]),
    )


def _candidate(street: Street, vetoed: Collection[int]) -> Candidate:
    bars = {
        "veto": any(case.declaration_id in vetoed for case in street.cases),
        "missed_target": street.accepted < len(street.cases),
    }
    return Candidate(
        code=street.code,
        name=street.name,
        values={
            "composite": mean(one.composite for one in street.decided),
            "excellent": _excellent(street),
            "residents": mean(one.residents for one in street.decided),
        },
        bars=tuple(bar for bar, holds in bars.items() if holds),
    )


def _excellent(street: Street) -> Decimal | None:
    excellent = sum(one.level == Level.EXCELLENT for one in street.decided)
    return percent(excellent, len(street.decided))


def _reason(street: Street) -> str:
    excellent = sum(one.level == Level.EXCELLENT for one in street.decided)
    words = {"accepted": street.accepted, "planned": len(street.cases), "n": excellent}
    told = _("Decided or due: %(planned)s, accepted: %(accepted)s, of these excellent: %(n)s.")
    return told % words
