"""Demonstration sites: communities on merit."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from evaluation.models import Level
from harmony.shared import wording
from tasks.commending.sections import Key, Section, section_of
from tasks.commending.terms import Terms
from tasks.ranking import Candidate, rank
from tasks.reporting.cases import Case, Frozen, last_of_each, level_label, with_results

BEST_FIRST = [Level.EXCELLENT, Level.GOOD, Level.QUALIFIED, Level.NOT_YET]


def sites(cases: Sequence[Case], terms: Terms, vetoed: Collection[int]) -> Section:
    """Every decided community is a candidate; ``vetoed`` are declarations with a veto."""
    found = with_results(last_of_each(cases))
    keys = [
        Key("composite", _("Composite")),
        Key("residents", _("Residents’ evaluation")),
        Key("satisfaction_rate", _("Satisfaction rate"), lambda rate: wording.percent(rate, 2)),
        Key("professional", _("Professional appraisal")),
    ]
    candidates = [_candidate(case, frozen, terms.level, vetoed) for case, frozen in found]
    ranking = rank(
        candidates,
        keys=[key.key for key in keys],
        quota=terms.sites,
        next_in_line=terms.next_in_line,
    )
    by_code = {case.code: (case, frozen) for case, frozen in found}
    return section_of(
        ranking,
        title=_("Demonstration sites"),
        about=_(
            "Communities accepted, the lowest level being “%(level)s”, in the order of their "
            "composite scores."
        )
        % {"level": level_label(terms.level)},
        quota=terms.sites,
        keys=keys,
        rules={
            "veto": _("A veto is established"),
            "revoked": _("The certificate was withdrawn"),
            "not_accepted": _("Not accepted"),
            "level": _("Accepted below the level “%(level)s”")
            % {"level": level_label(terms.level)},
        },
        reason=lambda candidate: _reason(*by_code[candidate.code]),
        where=lambda candidate: by_code[candidate.code][0].street,
    )


def _candidate(case: Case, frozen: Frozen, lowest: str, vetoed: Collection[int]) -> Candidate:
    bars = {
        "veto": case.declaration_id in vetoed,
        "revoked": frozen.is_revoked,
        "not_accepted": frozen.level == Level.NOT_YET,
        "level": BEST_FIRST.index(Level(lowest))
        < BEST_FIRST.index(Level(frozen.level))
        < BEST_FIRST.index(Level.NOT_YET),
    }
    return Candidate(
        code=case.code,
        name=case.name,
        values={
            "composite": frozen.composite,
            "residents": frozen.residents,
            "satisfaction_rate": frozen.satisfaction_rate,
            "professional": frozen.professional,
        },
        bars=tuple(bar for bar, holds in bars.items() if holds),
    )


def _reason(case: Case, frozen: Frozen) -> str:
    return _("Accepted as “%(level)s” with a composite score of %(composite)s.") % {
        "level": level_label(frozen.level),
        "composite": wording.points(frozen.composite),
    }
