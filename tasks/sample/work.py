"""What the departments of the invented district report on their measures."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from communities.models import MainTask, MeasureReport, Place
from communities.programme.task_services import report_measure
from harmony.shared import clock
from tasks.sample.people import Cast
from tasks.sample.script import Part, moment

State = MeasureReport.State
DONE_BY_STAGE = {1: 0.97, 2: 0.7, 3: 0.25}
"""Share of measures that are done, by the stage a community goes in."""
LINES = {State.DONE: "已完成并通过街道核查。", State.IN_PROGRESS: "正在实施，按计划推进。"}


def report_measures(cast: Cast, parts: list[Part], *, today: date, rng: Random) -> None:
    """Every department notes state, date and a line for its measures, community by community."""
    places = {place.code: place for place in Place.objects.communities()}
    tasks = MainTask.objects.prefetch_related("departments", "measures")
    for task in tasks:
        for department in task.departments.all():
            day = today - timedelta(days=rng.randrange(3, 20))
            for measure in task.measures.all():
                for state, codes in _by_state(parts, rng).items():
                    with clock.at(moment(day, 10)):
                        report_measure(
                            measure,
                            [places[code] for code in codes],
                            by=cast.liaisons[department.key],
                            department=department,
                            state=state,
                            date=day,
                            line=LINES[state],
                        )


def _by_state(parts: list[Part], rng: Random) -> dict[State, list[str]]:
    """The communities of which something is reported, by what is said of them."""
    codes: dict[State, list[str]] = defaultdict(list)
    for part in parts:
        drawn = rng.random()
        done = DONE_BY_STAGE[part.community.stage]
        if drawn < done:
            codes[State.DONE].append(part.community.code)
        elif drawn < done + (1 - done) * 0.6:
            codes[State.IN_PROGRESS].append(part.community.code)
    return codes
