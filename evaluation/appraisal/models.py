"""The evaluation by the district: who scores what, what was seen, penalties and vetoes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Role, User
from evaluation.declarations.models import Declaration, Entry
from evaluation.standards.models import Criterion, PenaltyItem, VetoItem
from harmony.shared import clock
from harmony.shared.constraints import set_together

APPLIED = [
    ("excluded", _("Does not apply here")),
    ("exempt_by_title", _("Full points by the title held")),
    ("not_occurred", _("Did not occur this year")),
    ("no_evidence_zero", _("No written evidence")),
]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of(self, user) -> "AssignmentQuerySet":
        """What this person is charged with and may still read, in the post of an appraiser."""
        readable = Q(pk__in=[])
        for post in user.posts_in_force:
            if post.role == Role.APPRAISER:
                readable |= Q(declaration__community__code__startswith=post.reach)
        return self.filter(readable, appraiser=user.pk, ended_at=None)


class Assignment(models.Model):
    """An appraiser charged with scoring a declaration, blind to the others.

    ``finished_at``: the appraiser handed in the scores; they are locked from then on.
    ``ended_at``: taken off again by the office, with a reason; the scores no longer count.
    """

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="assignments")
    appraiser = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=clock.now, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    end_reason = models.TextField(blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "appraiser"],
                condition=Q(ended_at=None),
                name="assignment_once_an_appraiser",
            ),
            set_together("ended_at", "ended_by", name="assignment_end_is_signed"),
        ]

    def __str__(self) -> str:
        return f"Assignment {self.pk}"


class Score(models.Model):
    """What one appraiser found on one criterion, and the points that follow.

    ``modifier`` is the claim the appraiser confirms ("" refuses it). ``counts`` is False where
    the criterion is excluded. A reason is asked for where the points differ from the self-score.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    finding = models.JSONField(default=dict, blank=True)
    modifier = models.CharField(
        _("modifier"), max_length=15, choices=Entry.Modifier.choices, default="", blank=True
    )
    applied = models.CharField(
        max_length=20,
        blank=True,
        choices=APPLIED,
        help_text="The modifier that decided, whoever claimed it.",
    )
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    counts = models.BooleanField(default=True)
    reason = models.TextField(_("reason"), blank=True)
    is_complete = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("score")
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "criterion"], name="score_once_a_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"Score {self.pk}"


class Moderation(models.Model):
    """The office's settlement of a criterion on which appraisers differ, with its reason.

    Rows are only added. One stands for the scores it was made from: it is ``replaced_at`` when
    the office settles the criterion anew, or when other scores count.
    """

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="moderations")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="moderations")
    points = models.DecimalField(max_digits=7, decimal_places=2)
    modifier = models.CharField(max_length=20, blank=True, default="")
    counts = models.BooleanField(default=True)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "criterion"],
                condition=Q(replaced_at=None),
                name="moderation_one_stands_a_criterion",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="moderation_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Moderation {self.pk}"


class Strikable(models.Model):
    """What the office writes down is never deleted: what turns out wrong is struck, with who,
    when and why."""

    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    strike_reason = models.TextField(blank=True)

    class Meta:
        abstract = True


class Visit(Strikable):
    """The report heard or the site visited: when, by whom, with whom, and what was found."""

    class Kind(models.TextChoices):
        REPORT_HEARD = "report_heard", _("Report heard")
        SITE_VISIT = "site_visit", _("Site visit")

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="visits")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    date = models.DateField(_("date"))
    people = models.CharField(_("people present"), max_length=300)
    findings = models.TextField(_("findings"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("visit")
        ordering = ["date", "pk"]
        constraints = [
            set_together("struck_at", "struck_by", name="visit_strike_is_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.pk}"


class VisitPhoto(models.Model):
    """A photo taken on a visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="visits/", max_length=200)
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Photo {self.pk}"


class Recorded(Strikable):
    """Something the office holds against a community, with ground, date and evidence."""

    ground = models.TextField(_("ground"))
    date = models.DateField(_("date"))
    evidence_file = models.FileField(upload_to="records/", max_length=200, blank=True)
    evidence_type = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        abstract = True
        ordering = ["date", "pk"]


class Penalty(Recorded):
    """Cases of one penalty item."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="penalties")
    item = models.ForeignKey(PenaltyItem, models.PROTECT, related_name="penalties")
    count = models.PositiveSmallIntegerField(_("cases"), default=1)

    class Meta(Recorded.Meta):
        abstract = False
        verbose_name = _("penalty")
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="penalty_at_least_one_case"),
            set_together("struck_at", "struck_by", name="penalty_strike_is_signed"),
        ]

    def __str__(self) -> str:
        return f"Penalty {self.pk}"


class Veto(Recorded):
    """An established veto: the community is not accepted."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="vetoes")
    item = models.ForeignKey(VetoItem, models.PROTECT, related_name="vetoes")

    class Meta(Recorded.Meta):
        abstract = False
        verbose_name = _("veto")
        constraints = [
            set_together("struck_at", "struck_by", name="veto_strike_is_signed"),
        ]

    def __str__(self) -> str:
        return f"Veto {self.pk}"
