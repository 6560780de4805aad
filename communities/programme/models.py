"""Which year: the programme, its stages and deadlines, and its main tasks."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.departments.models import Department
from communities.people.models import User
from communities.places.models import Place, Title
from harmony.shared import clock
from harmony.shared.languages import Bilingual


class Deadline(models.TextChoices):
    """The dates of a stage; each is also the name of the column that holds it."""

    HAND_UP_STREET = "hand_up_street", _("Hand-up to the street")
    HAND_UP_OFFICE = "hand_up_office", _("Hand-up to the office")
    SCORING = "scoring", _("Scoring")
    QUESTIONNAIRE_OPENS = "questionnaire_opens", _("Questionnaire opens")
    QUESTIONNAIRE_CLOSES = "questionnaire_closes", _("Questionnaire closes")
    NOTICE_OPENS = "notice_opens", _("Notice opens")
    NOTICE_CLOSES = "notice_closes", _("Notice closes")
    DECISION = "decision", _("Decision")


class Programme(models.Model):
    """The district's harmonious-community programme, over three years."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="programmes")
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    goal_zh = models.TextField(_("goal in Chinese"), blank=True)
    goal_en = models.TextField(_("goal in English"), blank=True)
    decided_by_zh = models.CharField(_("leading group in Chinese"), max_length=200, blank=True)
    decided_by_en = models.CharField(_("leading group in English"), max_length=200, blank=True)
    office_zh = models.CharField(_("office in Chinese"), max_length=200, blank=True)
    office_en = models.CharField(_("office in English"), max_length=200, blank=True)
    help_line = models.CharField(_("help line for residents"), max_length=40, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    title = Bilingual("title")
    goal = Bilingual("goal")
    decided_by = Bilingual("decided_by")
    office = Bilingual("office")

    class Meta:
        verbose_name = _("programme")
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "starts_on"], name="programme_once_a_district_and_start"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")),
                name="programme_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title


def stage_label(number: int, year: int, *, is_preparation: bool = False) -> str:
    """“Stage 2 · 2026”, for rows that were read without their stage; “Preparation · 2025”."""
    if is_preparation:
        return _t("Preparation · %(year)s") % {"year": year}
    return _t("Stage %(number)s · %(year)s") % {"number": number, "year": year}


class Stage(models.Model):
    """One year of a programme: how many communities, mainly of which title, and by when.

    ``target`` is a number of communities; empty means all the rest.
    """

    class Kind(models.TextChoices):
        PREPARATION = "preparation", _("Preparation")
        EVALUATION = "evaluation", _("Evaluation")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="stages")
    ordinal = models.PositiveSmallIntegerField(_("number"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.EVALUATION)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    target = models.PositiveSmallIntegerField(_("target number"), null=True, blank=True)
    mainly = models.CharField(
        _("mainly filled from"), max_length=20, choices=Title.choices, blank=True
    )

    hand_up_street = models.DateTimeField(Deadline.HAND_UP_STREET.label, null=True, blank=True)
    hand_up_office = models.DateTimeField(Deadline.HAND_UP_OFFICE.label, null=True, blank=True)
    scoring = models.DateTimeField(Deadline.SCORING.label, null=True, blank=True)
    questionnaire_opens = models.DateTimeField(
        Deadline.QUESTIONNAIRE_OPENS.label, null=True, blank=True
    )
    questionnaire_closes = models.DateTimeField(
        Deadline.QUESTIONNAIRE_CLOSES.label, null=True, blank=True
    )
    notice_opens = models.DateTimeField(Deadline.NOTICE_OPENS.label, null=True, blank=True)
    notice_closes = models.DateTimeField(Deadline.NOTICE_CLOSES.label, null=True, blank=True)
    decision = models.DateTimeField(Deadline.DECISION.label, null=True, blank=True)

    title = Bilingual("title")

    class Meta:
        verbose_name = _("stage")
        ordering = ["programme", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "ordinal"], name="stage_number_once"),
            models.CheckConstraint(
                condition=Q(hand_up_street=None)
                | Q(hand_up_office=None)
                | Q(hand_up_office__gte=models.F("hand_up_street")),
                name="stage_office_after_street",
            ),
            models.CheckConstraint(
                condition=Q(questionnaire_opens=None)
                | Q(questionnaire_closes=None)
                | Q(questionnaire_closes__gt=models.F("questionnaire_opens")),
                name="stage_questionnaire_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(notice_opens=None)
                | Q(notice_closes=None)
                | Q(notice_closes__gt=models.F("notice_opens")),
                name="stage_notice_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.title}"

    @property
    def label(self) -> str:
        """The stage as every page names it: Stage 2 · 2026."""
        is_preparation = self.kind == self.Kind.PREPARATION
        return stage_label(self.ordinal, self.year, is_preparation=is_preparation)

    def due(self, deadline: Deadline, shifts: "list[DeadlineShift] | None" = None):
        """When this is due, after any shift for one community; nothing when not set."""
        moved = [s for s in shifts or [] if s.deadline == deadline]
        return moved[-1].moved_to if moved else getattr(self, deadline.value)


class DeadlineShift(models.Model):
    """A deadline that the office moved for one community, with its reason. Rows are only added."""

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="shifts")
    community = models.ForeignKey(Place, models.PROTECT, related_name="deadline_shifts")
    deadline = models.CharField(_("deadline"), max_length=24, choices=Deadline.choices)
    moved_to = models.DateTimeField(_("moved to"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="deadline_shift_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.get_deadline_display()}, shift {self.pk}"


class StageChange(models.Model):
    """What somebody changed about a stage: who, when, which field, from what to what.

    Moments are kept in ISO form. Rows are only added.
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.field} of stage {self.stage_id}"


def due_for(stage: Stage, community: Place, deadline: Deadline) -> datetime | None:
    """When this is due for this community, after the latest shift."""
    shift = (
        DeadlineShift.objects.filter(stage=stage, community=community, deadline=deadline)
        .order_by("-at", "-pk")
        .first()
    )
    return shift.moved_to if shift else getattr(stage, deadline.value)


class CalendarException(models.Model):
    """A weekday that is off, or a weekend day that is worked (make-up day)."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="calendar_exceptions")
    day = models.DateField(_("day"))
    is_working = models.BooleanField(_("is a working day"), default=False)
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["district", "day"], name="calendar_exception_once"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class TaskQuerySet(models.QuerySet):
    """Main tasks, or their measures."""

    def visible_to(self, user) -> "TaskQuerySet":
        """Everybody with a post knows what the programme asks of whom."""
        return self if user.posts_in_force else self.none()


class MainTask(models.Model):
    """One of the programme's main tasks, with the departments that answer for it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="main_tasks")
    number = models.PositiveSmallIntegerField(_("number"))
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    departments = models.ManyToManyField(Department, blank=True, related_name="main_tasks")
    streets_answer = models.BooleanField(_("every street office answers too"), default=False)

    objects = TaskQuerySet.as_manager()
    title = Bilingual("title")

    class Meta:
        verbose_name = _("main task")
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="main_task_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class Measure(models.Model):
    """Something to be done in each community under a main task."""

    main_task = models.ForeignKey(MainTask, models.CASCADE, related_name="measures")
    key = models.SlugField(_("key"), max_length=40)
    text_zh = models.CharField(_("text in Chinese"), max_length=300)
    text_en = models.CharField(_("text in English"), max_length=300, blank=True)

    objects = TaskQuerySet.as_manager()
    text = Bilingual("text")

    class Meta:
        verbose_name = _("measure")
        ordering = ["main_task", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["main_task", "key"], name="measure_key_once"),
        ]

    def __str__(self) -> str:
        return self.text


class MeasureReport(models.Model):
    """What a department says of a measure in one community. The latest counts; none is changed."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("Not yet started")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reports")
    community = models.ForeignKey(Place, models.PROTECT, related_name="measure_reports")
    department = models.ForeignKey(Department, models.PROTECT, related_name="measure_reports")
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    date = models.DateField(_("date"))
    line = models.CharField(_("one line"), max_length=200, blank=True)
    is_latest = models.BooleanField(default=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "community", "department"],
                condition=Q(is_latest=True),
                name="measure_report_one_latest",
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.pk} on measure {self.measure_id}"
