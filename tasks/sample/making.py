"""Making the sample district: places, people, programme, standard, and three stages played."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import yaml
from django.conf import settings
from django.db import transaction

from communities.models import Place, Stage
from communities.people.services import system_account
from communities.places.classify import confirm_names, set_class
from communities.places.reading import read_places
from communities.places.services import import_places
from communities.programme.importing import import_programme
from communities.programme.services import set_programme, set_stage
from evaluation.acceptance.services import publish_notice
from evaluation.models import Declaration, Level, Standard
from evaluation.standards.basis import set_basis
from evaluation.standards.services import import_standard, publish
from evaluation.steps import take_step
from evaluation.surveys.questionnaires import import_questionnaire, publish_questionnaire
from harmony.shared import clock
from tasks.sample import answers
from tasks.sample import district as sample
from tasks.sample.people import make_liaisons, make_people
from tasks.sample.play import Player
from tasks.sample.script import Calendar, Part, Reach, moment, parts
from tasks.sample.work import report_measures

SEED = 20250701
DATA = Path(settings.BASE_DIR) / "data"
DAYS_TO_HAND_UP = 6
DAYS_OF_A_STAGE = 365
HELP_LINE = "0000-1234567"

DAYS_SINCE_HAND_UP = {
    Reach.DECIDED: 62,
    Reach.NOTICED: 34,
    Reach.APPRAISED: 26,
    Reach.SCORED: 20,
    Reach.RECEIVED: 13,
    Reach.PASSED: 5,
    Reach.SUBMITTED: 2,
    Reach.RETURNED: 4,
    Reach.FILLED: 1,
    Reach.BEGUN: 1,
}
"""How long before today a community of the second stage handed up (or worked last)."""


def _read(name: str) -> dict:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def make_sample(tell: Callable[[str], None]) -> None:
    """Fill an empty portal with the sample district; all of it or nothing."""
    with transaction.atomic():
        Sample(clock.today(), tell).make()


class Sample:
    """The making of one sample; ``today`` is the day it will be looked at."""

    def __init__(self, today: date, tell: Callable[[str], None]) -> None:
        self.today = today
        self.tell = tell
        self.rng = Random(SEED)  # noqa: S311 -- a sample, the same every time
        second = Calendar(today + timedelta(days=DAYS_TO_HAND_UP))
        year = timedelta(days=DAYS_OF_A_STAGE)
        self.calendars = [
            Calendar(second.handed_up - year),
            second,
            Calendar(second.handed_up + year),
        ]
        self.begins = self.calendars[0].handed_up - timedelta(days=150)

    def make(self) -> None:
        with clock.at(moment(self.begins, 9)):
            self._import_places()
            self._import_programme()
            self._publish_rules()
        self.parts = parts(sample.communities(), self.rng)
        for ordinal, calendar in enumerate(self.calendars, start=1):
            self._play_stage(self.stages[ordinal - 1], calendar)
        report_measures(self.cast, self.parts, today=self.today, rng=self.rng)

    # -------------------------------------------------------------- set-up
    def _import_places(self) -> None:
        listing = read_places(sample.as_csv())
        import_places(listing, by=system_account())
        self.district = Place.objects.get(code=sample.DISTRICT_CODE)
        self.cast = make_people(self.district, since=self.begins)
        office = self.cast.office[0]
        known = {place.code: place for place in Place.objects.communities()}
        for row in sample.communities():
            households = self.rng.randrange(420, 2600)
            set_class(
                [known[row.code]],
                by=office,
                community_class=row.kind,
                title=row.title,
                households=households,
                population=round(households * self.rng.uniform(2.3, 3.1)),
            )
        confirm_names(known.values(), by=office)
        self.tell(f"  {len(known)} communities in {len(sample.STREETS)} streets")

    def _import_programme(self) -> None:
        office = self.cast.office[0]
        self.programme = import_programme(
            _read("programme-2005.yaml"), by=office, starts_on=self.begins
        )
        set_programme(
            self.programme,
            by=office,
            starts_on=self.begins,
            ends_on=date(self.calendars[2].handed_up.year, 12, 31),
            title_zh=f"和谐社区建设三年实施方案（{self._years('—')}）",
            title_en=f"Harmonious community construction programme {self._years('–')}",
            help_line=HELP_LINE,
        )
        make_liaisons(self.cast, since=self.begins)
        stages = self.programme.stages.filter(kind=Stage.Kind.EVALUATION).order_by("ordinal")
        self.stages = list(stages)
        for stage, calendar in zip(self.stages, self.calendars, strict=True):
            set_stage(stage, by=office, year=calendar.handed_up.year, **calendar.deadlines())
        preparation = self.programme.stages.filter(kind=Stage.Kind.PREPARATION).first()
        if preparation is not None:
            set_stage(preparation, by=office, year=self.begins.year)

    def _years(self, dash: str) -> str:
        return f"{self.calendars[0].handed_up.year}{dash}{self.calendars[2].handed_up.year}"

    def _publish_rules(self) -> None:
        office = self.cast.office[0]
        standard = import_standard(_read("standard-2005.yaml"), district=self.district, by=office)
        publish(standard, by=office)
        questionnaire = import_questionnaire(
            _read("questionnaire-2005.yaml"), district=self.district, by=office
        )
        publish_questionnaire(questionnaire, by=office)
        standard = Standard.objects.get(pk=standard.pk)
        for stage in self.stages:
            set_basis(stage, by=office, standard=standard, questionnaire=questionnaire)

    # -------------------------------------------------------------- stages
    def _play_stage(self, stage: Stage, calendar: Calendar) -> None:
        mine = [part for part in self.parts if part.community.stage == stage.ordinal]
        played: list[tuple[Part, Declaration]] = []
        for reach in sorted({part.reach for part in mine}, reverse=True):
            for player in self._play_together(
                stage, calendar, [p for p in mine if p.reach == reach]
            ):
                played.append((player.part, player.declaration))
            self.tell(f"  stage {stage.ordinal}: {len(played)} of {len(mine)} communities")
        self._conclude(stage, played, calendar)

    def _play_together(
        self, stage: Stage, calendar: Calendar, parts_played: list[Part]
    ) -> list[Player]:
        """Communities that come equally far: their residents' answers are in one ballot box."""
        players = [
            Player(part, stage, self.cast, handed_up=self._handed_up(part, calendar))
            for part in parts_played
        ]
        reach, days = parts_played[0].reach, [player.day for player in players]
        players[0].is_stuffed = reach == Reach.SCORED  # so that there is a signal to look into
        if reach >= Reach.RECEIVED:
            box = answers.make_box(stage, by=self.cast.office[0], day=min(days))
        for player in players:
            player.play()
        if reach >= Reach.SCORED:
            answers.open_box(
                box, by=self.cast.office[0], second=self.cast.office[1], day=max(days)
            )
        if reach >= Reach.APPRAISED:
            last = max(days)
            for player in players:
                player.day = last
                player.appraise()
        return players

    def _handed_up(self, part: Part, calendar: Calendar) -> date:
        if part.reach == Reach.PLANNED:
            return self.today + timedelta(days=60)  # so that it was planned a month ago
        if part.community.stage == 1:
            return calendar.day(-self.rng.randrange(1, 8))
        return self.today - timedelta(days=DAYS_SINCE_HAND_UP[part.reach])

    def _conclude(self, stage: Stage, played: list, calendar: Calendar) -> None:
        """Public notice and decision for those that come so far, in one or two rounds."""
        by_reach = {
            reach: [declaration for part, declaration in played if part.reach == reach]
            for reach in (Reach.DECIDED, Reach.NOTICED)
        }
        if decided := by_reach[Reach.DECIDED]:
            first = calendar.day(22) if stage.ordinal == 1 else self.today - timedelta(days=32)
            self._publish(stage, decided, first)
            self._decide(decided, first + timedelta(days=16))
        if noticed := by_reach[Reach.NOTICED]:
            self._publish(stage, noticed, self.today - timedelta(days=3))

    def _publish(self, stage: Stage, declarations: list[Declaration], first: date) -> None:
        with clock.at(moment(first, 9)):
            publish_notice(
                stage,
                declarations,
                by=self.cast.office[1],
                opens_at=moment(first, 9, 30),
                closes_at=moment(first + timedelta(days=13), 17),
                title_zh=f"{stage.year}年度和谐社区评估结果公示",
                title_en=f"Proposed results of the {stage.year} evaluation",
                text_zh="以下社区已完成评估，现将拟定等次予以公示。公示期间如有异议，请署名并说明理由，"
                "书面向区和谐社区建设领导小组办公室提出。",
                text_en="The evaluation of these communities is complete. Whoever objects to a "
                "proposed level may write to the office of the leading group while this notice is "
                "open, with name and grounds.",
            )

    def _decide(self, declarations: Iterable[Declaration], day: date) -> None:
        leader = self.cast.leaders[0]
        with clock.at(moment(day, 10)):
            for declaration in declarations:
                declaration = Declaration.objects.select_related(
                    "stage", "community", "result"
                ).get(pk=declaration.pk)
                level = declaration.result.level
                if level == Level.NOT_YET:
                    take_step(declaration, "not_accept", by=leader)
                else:
                    take_step(declaration, "accept", by=leader, level=level)
