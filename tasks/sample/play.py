"""Playing one community's part: every act by the right person, on its day, for real."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.core.files.base import ContentFile

from communities.models import Place, Stage, User
from evaluation.appraisal import records
from evaluation.appraisal import services as appraisal
from evaluation.declarations import library
from evaluation.declarations import services as declarations
from evaluation.declarations.saving import save_entry
from evaluation.models import Criterion, Declaration, Entry, Evidence, Visit
from evaluation.standards.findings import claimable, class_of
from evaluation.steps import take_step
from harmony.shared import clock
from tasks.sample import answers, files
from tasks.sample.people import Cast
from tasks.sample.recordings import record
from tasks.sample.script import Part, Reach, moment

STATEMENTS = (
    "全年按计划开展，记录完整，居民反映良好。",
    "已按标准要求落实，专人负责，每季度检查一次。",
    "年初制定计划，年末对照标准自查，存在的问题已列入整改清单。",
)
DOUBTS = (
    "缺少签到表，仅凭活动照片无法核实次数，请补充。",
    "填报的数量与台账不一致，请核对后重新填写。",
    "佐证材料日期不在本年度内，请更换本年度材料。",
)
"""Why a street official sends criteria back."""

ONE_PHONE_EVERY = 5
"""Where a phone was handed round: every how many answers came from it."""
APPRAISAL_REASON = "查阅资料并实地核对后，按实际情况扣减。"


class Player:
    """One community on its way through the cycle, handed up to the street on ``handed_up``."""

    def __init__(self, part: Part, stage: Stage, cast: Cast, *, handed_up: date) -> None:
        self.part = part
        self.stage = stage
        self.cast = cast
        self.day = handed_up
        self.rng = Random(part.seed)  # noqa: S311 -- a sample, the same every time
        self.community = Place.objects.get(code=part.community.code)
        self.first, self.second = cast.officials[part.community.street_code]
        self.declaration: Declaration
        self.is_stuffed = False

    # -------------------------------------------------------------- the way
    def play(self) -> Declaration:
        """Go as far as the part asks, up to the closing of its questionnaire."""
        way: list[tuple[Reach, Callable[[], None]]] = [
            (Reach.PLANNED, self.plan),
            (Reach.BEGUN, self.begin),
            (Reach.FILLED, self.fill),
            (Reach.SUBMITTED, self.submit),
            (Reach.PASSED, self.pass_on),
            (Reach.RECEIVED, self.receive),
            (Reach.SCORED, self.evaluate),
        ]
        for reach, act in way:
            if self.part.reach >= reach:
                act()
        if self.part.reach == Reach.RETURNED:
            self.send_back()
        return self.declaration

    def at(self, offset: int, hour: int):
        """So many days after the hand-up, at some minute of that hour."""
        return clock.at(moment(self.day + timedelta(days=offset), hour, self.rng.randrange(60)))

    # -------------------------------------------------------------- street
    def plan(self) -> None:
        with self.at(-90, 10):
            self.declaration = declarations.plan(self.community, self.stage, by=self.first)

    def begin(self) -> None:
        with self.at(-30, 9):
            self._step("begin", by=self.first)
        if self.part.reach == Reach.BEGUN:
            self.fill(share=self.rng.choice([0.2, 0.5, 0.75]))

    def fill(self, share: float = 1.0) -> None:
        """Every criterion with finding, statement and evidence; a little better than it is."""
        with self.at(-20, 10):
            library_files = self._stock_library()
        entries = list(
            self.declaration.entries.select_related("criterion").order_by("criterion__position")
        )
        for position, entry in enumerate(entries[: round(len(entries) * share)]):
            with self.at(-18 + position % 15, 9 + position % 8):
                self._fill_entry(entry, library_files)

    def _fill_entry(self, entry: Entry, library_files: list[Evidence]) -> None:
        entry.declaration = self.declaration
        criterion = entry.criterion
        modifier = self._claim(criterion)
        finding = {} if modifier else self._claimed_finding(criterion)
        entry = save_entry(
            entry,
            by=self.first,
            version=entry.version,
            finding=finding,
            modifier=modifier,
            statement=self.rng.choice(STATEMENTS),
        )
        if "no_evidence_zero" in criterion.modifier_types or self.rng.random() < 0.5:
            wanted = {piece["type"] for piece in criterion.evidence}
            fitting = [file for file in library_files if file.kind in wanted] or library_files
            declarations.attach(entry, self.rng.choice(fitting), by=self.first)

    def _claimed_finding(self, criterion: Criterion) -> dict:
        """A little better than it is: self-scores tend to be inflated."""
        inflated = min(self.part.quality + 0.05, 0.99)
        return record(criterion, class_of(self.community), inflated, self.rng)

    def _claim(self, criterion: Criterion) -> str:
        offered = claimable(criterion)
        return self.rng.choice(offered) if offered and self.rng.random() < 0.15 else ""

    def _stock_library(self) -> list[Evidence]:
        """The community's evidence: each file once, for many criteria."""
        stored = []
        for kind, title, name, content in files.of(self.community, self.rng):
            evidence, _is_new = library.store(
                self.community,
                ContentFile(content, name=name),
                by=self.first,
                kind=kind,
                title=title,
                event_date=clock.today() - timedelta(days=self.rng.randrange(10, 90)),
            )
            stored.append(evidence)
        return stored

    def submit(self) -> None:
        with self.at(0, 15):
            self._step("submit", by=self.first, note="自查材料已核对，现予申报。")

    def send_back(self) -> None:
        base = self.declaration.entries.filter(criterion__kind=Criterion.Kind.BASE)
        doubtful = self.rng.sample(list(base.order_by("criterion__position")), len(DOUBTS))
        reasons = {
            entry.criterion_id: doubt for entry, doubt in zip(doubtful, DOUBTS, strict=True)
        }
        with self.at(2, 10):
            self._step("return", by=self.second, note="请补充后再报。", reasons=reasons)

    def pass_on(self) -> None:
        with self.at(4, 11):
            self._step("pass", by=self.second, note="材料齐全，情况属实，同意上报。")

    # -------------------------------------------------------------- district
    def receive(self) -> None:
        office = self.cast.office[0]
        with self.at(6, 9):
            self._step("receive", by=office)
            self.appraisers = self.rng.sample(self.cast.appraisers, 2)
            for appraiser in self.appraisers:
                appraisal.assign(self.declaration, appraiser, by=office)
        self.survey = answers.prepare(self.declaration, by=office, at=self.at, rng=self.rng)
        if self.part.reach == Reach.RECEIVED:
            answers.answer_some(
                self.survey, self.part.quality, at=self.at, rng=self.rng, share=0.4
            )

    def evaluate(self) -> None:
        """Report heard, site visited, residents asked, scores given, the survey closed."""
        office = self.cast.office[0]
        for kind, offset, findings in (
            (Visit.Kind.REPORT_HEARD, 8, "听取社区汇报，询问重点指标完成情况。"),
            (Visit.Kind.SITE_VISIT, 9, "实地查看办事窗口、活动用房、小区道路和公开栏。"),
        ):
            with self.at(offset, 14):
                records.record_visit(
                    self.declaration,
                    by=office,
                    kind=kind,
                    date=clock.today(),
                    people="领导小组办公室评估组、街道经办人、社区负责人",
                    findings=findings,
                )
        every = ONE_PHONE_EVERY if self.is_stuffed else 0
        answers.answer_some(
            self.survey, self.part.quality, at=self.at, rng=self.rng, one_phone_every=every
        )
        if self.is_stuffed:
            answers.complain(self.survey, at=self.at)
        for appraiser in self.appraisers:
            self._score(appraiser)
        with self.at(17, 9):
            answers.close(self.survey, by=office)

    def _score(self, appraiser: User) -> None:
        assignment = self.declaration.assignments.get(appraiser=appraiser)
        severity = self.rng.uniform(-0.02, 0.02)
        scores = assignment.scores.select_related("criterion")
        entries = {entry.criterion_id: entry for entry in self.declaration.entries.all()}
        for position, score in enumerate(scores):
            with self.at(10 + position % 4, 9 + position % 8):
                self._score_criterion(assignment, appraiser, score, entries, severity)
        with self.at(15, 16):
            appraisal.finish(assignment, by=appraiser)

    def _score_criterion(self, assignment, appraiser, score, entries, severity) -> None:
        """Mostly as claimed; now and then less, with the reason why."""
        criterion, entry = score.criterion, entries[score.criterion_id]
        agrees = self.rng.random() < self.part.quality + 0.04 + severity
        doubts = not agrees and not entry.modifier and not criterion.is_bonus
        finding = (
            record(criterion, class_of(self.community), self.part.quality - 0.1, self.rng)
            if doubts
            else entry.finding
        )
        appraisal.save_score(
            assignment,
            criterion,
            by=appraiser,
            version=score.version,
            finding=finding,
            modifier=entry.modifier,
            reason=APPRAISAL_REASON if doubts else "",
        )

    def appraise(self) -> None:
        """Settle what the appraisers differ on, then close the evaluation; once the box with its
        residents' answers is open."""
        from_here = self.cast.office[1]
        with self.at(18, 10):
            answers.settle_differences(self.declaration, by=from_here)
            self._step("appraise", by=from_here)

    def _step(self, name: str, *, by: User, note: str = "", **more) -> None:
        take_step(self.declaration, name, by=by, note=note, **more)
