"""Which stage is meant where nobody says so."""

from collections.abc import Sequence

from django.http import HttpRequest

from communities.models import Programme, Stage
from harmony.shared import clock


def stages_of_today() -> list[Stage]:
    """The evaluation stages of the latest programme that has begun, in order; one query."""
    stages = (
        Stage.objects.filter(kind=Stage.Kind.EVALUATION, programme__starts_on__lte=clock.today())
        .select_related("programme__district", "basis")
        .order_by("-programme__starts_on", "ordinal")
    )
    rows = list(stages[:12])
    return [stage for stage in rows if stage.programme_id == rows[0].programme_id]


def stages_for(request: HttpRequest) -> list[Stage]:
    """The same, asked for once while a page is made."""
    if not hasattr(request, "_stages_of_today"):
        request._stages_of_today = stages_of_today()  # type: ignore[attr-defined]
    return request._stages_of_today  # type: ignore[attr-defined]


def stage_of(stages: Sequence[Stage]) -> Stage | None:
    """The stage people work on now: the first that is not decided yet, or else the last."""
    now = clock.now()
    undecided = (
        stage
        for stage in stages
        if (stage.decision and stage.decision >= now)
        or (stage.decision is None and stage.year >= now.year)
    )
    return next(undecided, stages[-1] if stages else None)


def current_stage() -> Stage | None:
    """The stage people work on today; nothing in an empty portal."""
    return stage_of(stages_of_today())


def current_programme() -> Programme | None:
    """The latest programme, whether it has begun or not."""
    return Programme.objects.select_related("district").order_by("-starts_on").first()
