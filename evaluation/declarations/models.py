"""A community's declaration for its stage: the self-examination, its proof, its history."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.models import Deadline, DeadlineShift, Place, Role, Stage, User
from evaluation.declarations.evidence_models import OPEN_NO_FILES, Evidence
from evaluation.declarations.states import DECIDED, HANDED_UP, State
from evaluation.standards.models import Criterion, Standard, StandardState
from harmony.shared import clock
from harmony.shared.constraints import set_together
from harmony.shared.workflow import Step

PAGE_MARK = 16
"""Letters that name an opened page and how often something was changed on it: “1f9a02bc.17”."""


class DeclarationQuerySet(models.QuerySet["Declaration"]):
    def visible_to(self, user) -> "DeclarationQuerySet":
        """What this person may read.

        A community and its street read their own from the plan on; the office, leaders and
        auditors read all; appraisers what is assigned to them; departments what is decided.
        """
        readable = Q(pk__in=[])
        for post in user.posts_in_force:
            here = Q(community__code__startswith=post.reach)
            if post.role == Role.APPRAISER:
                readable |= here & Q(assignments__appraiser=user, assignments__ended_at=None)
            elif post.role == Role.DEPARTMENT_LIAISON:
                readable |= here & Q(state__in=DECIDED)
            elif post.role != Role.ADMINISTRATOR:
                readable |= here
        return self.filter(readable).distinct()

    def for_listing(self) -> "DeclarationQuerySet":
        """With everything a row shows, in one query."""
        return self.select_related("community__parent", "stage")

    def handed_up(self) -> "DeclarationQuerySet":
        return self.filter(state__in=HANDED_UP)


class Declaration(models.Model):
    """A community's claim to meet the standard in a stage; planned first, decided last.

    ``state`` changes only through ``evaluation.steps``. ``standard`` is the version it was
    begun with and stays, whatever the stage is given later.
    """

    community = models.ForeignKey(Place, models.PROTECT, related_name="declarations")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="declarations")
    standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, blank=True, related_name="declarations"
    )
    state = models.CharField(
        max_length=20, choices=State.choices, default=State.PLANNED, editable=False
    )
    state_since = models.DateTimeField(default=clock.now, editable=False)
    rounds = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration")
        ordering = ["stage__ordinal", "community__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "stage"], name="declaration_once_a_stage"
            ),
            models.CheckConstraint(
                condition=Q(state=State.PLANNED) | Q(standard__isnull=False),
                name="declaration_begun_has_a_standard",
            ),
        ]
        indexes = [models.Index(fields=["stage", "state"], name="declaration_by_stage_state")]

    def __str__(self) -> str:
        return f"Declaration {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:declaration", args=[self.pk])

    def refresh_from_db(self, *args, **kwargs) -> None:
        """Read the row again, and forget what was remembered about it."""
        for remembered in ("shifts", "history", "appraiser_ids"):
            self.__dict__.pop(remembered, None)
        super().refresh_from_db(*args, **kwargs)

    # ------------------------------------------------ what moves ask about
    def due(self, deadline: Deadline) -> datetime | None:
        """When this is due for this community; nothing when the stage does not say."""
        return self.stage.due(deadline, self.shifts)

    @cached_property
    def shifts(self) -> list[DeadlineShift]:
        return list(
            DeadlineShift.objects.filter(
                stage_id=self.stage_id, community_id=self.community_id
            ).select_related("by")
        )

    def basis_is_published(self) -> bool:
        basis = getattr(self.stage, "basis", None)
        standard = basis and basis.standard
        return bool(standard and standard.state == StandardState.PUBLISHED)

    def incomplete_codes(self) -> list[str]:
        """Codes of the criteria that still lack something, in the standard's order."""
        missing = self.entries.filter(criterion__kind=Criterion.Kind.BASE, is_complete=False)
        return list(
            missing.order_by("criterion__position").values_list("criterion__code", flat=True)
        )

    def was_passed_before(self) -> bool:
        return any(step.name == "pass" for step in self.history)

    def notice_is_over(self) -> bool:
        """Whether the latest public notice that names this declaration has ended."""
        closes = self.notice_entries.order_by("-notice__closes_at").values_list(
            "notice__closes_at", flat=True
        )
        latest = closes.first()
        return latest is not None and clock.now() > latest

    # ------------------------------------------------ who did what to it
    @cached_property
    def history(self) -> list["DeclarationStep"]:
        """Every move so far, oldest first, fetched once."""
        return list(self.steps.select_related("by"))

    def has_acted(self, user, *names: str) -> bool:
        """Whether this person made one of these moves on it, in any round."""
        return any(step.by_id == user.pk and step.name in names for step in self.history)

    def submitter_id(self) -> int | None:
        """Who handed up the latest round."""
        return next((s.by_id for s in reversed(self.history) if s.name == "submit"), None)

    @cached_property
    def appraiser_ids(self) -> frozenset[int]:
        """Everybody who was ever assigned to score it."""
        return frozenset(self.assignments.values_list("appraiser_id", flat=True))


class DeclarationStep(Step):
    """One move of a declaration: who, when, in which post, and why."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="steps")

    class Meta(Step.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.name}, step {self.pk}"


class ReturnReason(models.Model):
    """Why something came back: the whole declaration, or one criterion of it."""

    step = models.ForeignKey(DeclarationStep, models.CASCADE, related_name="reasons")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"))

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="return_reason_is_given"),
        ]

    def __str__(self) -> str:
        return f"Reason {self.pk} of step {self.step_id}"


class Entry(models.Model):
    """What the self-examination says about one criterion.

    ``finding`` has the shape of the criterion's rule; ``points`` follow from it by the rule and
    are empty while it is incomplete. ``is_open`` says whether it may be written now; a return
    opens only what was returned. ``version`` counts saves, so that two people never overwrite
    each other unseen; ``saved_from`` names the page that saved last. ``assigned_to`` is who
    shall fill it in, and keeps nobody else from doing so.
    """

    class Modifier(models.TextChoices):
        NONE = "", _("None")
        EXCLUDED = "excluded", _("Does not apply here")
        NOT_OCCURRED = "not_occurred", _("Did not occur this year")

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="entries")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="entries")
    finding = models.JSONField(default=dict, blank=True)
    modifier = models.CharField(
        _("claimed"), max_length=15, choices=Modifier.choices, default="", blank=True
    )
    statement = models.TextField(_("statement"), blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    counts = models.BooleanField(default=True, help_text="False where it is excluded.")
    is_complete = models.BooleanField(default=False)
    is_open = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_from = models.CharField(max_length=PAGE_MARK, blank=True, editable=False)
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="assigned_entries"
    )
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    assigned_at = models.DateTimeField(null=True, blank=True)
    evidence = models.ManyToManyField(Evidence, through="EvidenceUse", related_name="entries")

    class Meta:
        verbose_name = _("self-examination of a criterion")
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "criterion"], name="entry_once_a_criterion"
            ),
            set_together("assigned_at", "assigned_by", name="entry_assignment_is_signed"),
            models.CheckConstraint(
                condition=Q(assigned_to=None) | Q(assigned_at__isnull=False),
                name="entry_assigned_is_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk}"


class Presence(models.Model):
    """Somebody has a page of this self-examination open to write; one row a person.

    ``part`` is the code of the indicator or criterion. Rows are swept an hour after the last
    sign of life.
    """

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    part = models.CharField(max_length=12)
    seen_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "user"], name="presence_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"Presence {self.pk}"


class EvidenceUse(models.Model):
    """This file proves this criterion of this declaration."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="uses")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "evidence"], name="evidence_use_once"),
        ]

    def __str__(self) -> str:
        return f"Use {self.pk}"


class HandUpQuerySet(models.QuerySet["HandUp"]):
    def visible_to(self, user) -> "HandUpQuerySet":
        """The rounds of every declaration that this person may read."""
        return self.filter(declaration__in=Declaration.objects.visible_to(user))

    def opened_to(self, user) -> "HandUpQuerySet":
        """Of these, the ones whose files this person may open, every one of them.

        To appraisers it is the last: a file of an earlier one may have been taken off since, and
        is then no longer theirs to see (``EvidenceQuerySet.visible_to``).
        """
        openable = Q(pk__in=[])
        assigned = Declaration.objects.filter(
            assignments__appraiser=user, assignments__ended_at=None
        )
        for post in user.posts_in_force:
            here = Q(declaration__community__code__startswith=post.reach)
            if post.role == Role.APPRAISER:
                openable |= here & Q(declaration__in=assigned, round=F("declaration__rounds"))
            elif post.role not in OPEN_NO_FILES:
                openable |= here
        return self.visible_to(user).filter(openable)


class HandUp(models.Model):
    """What was handed up in one round, frozen: findings, statements, files, with its hash."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="hand_ups")
    round = models.PositiveSmallIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    points = models.DecimalField(max_digits=7, decimal_places=2)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = HandUpQuerySet.as_manager()

    class Meta:
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(fields=["declaration", "round"], name="hand_up_once_a_round"),
        ]

    def __str__(self) -> str:
        return f"Round {self.round} of declaration {self.declaration_id}"


class Remark(models.Model):
    """What whoever checks a declaration says of one criterion, before passing or returning it.

    A draft of the examination: it is nobody else's to read, and becomes a ``ReturnReason`` when
    the declaration is returned. ``round`` is the hand-up that it speaks of.
    """

    class Desk(models.TextChoices):
        STREET = "street", _("Street examination")
        OFFICE = "office", _("The office")

    class Verdict(models.TextChoices):
        AGREE = "agree", _("Agree")
        ASK = "ask", _("Ask for a correction")

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="remarks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    desk = models.CharField(max_length=6, choices=Desk.choices)
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    reason = models.TextField(_("what is to be corrected"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "criterion", "round", "desk"],
                name="remark_once_a_criterion_and_round",
            ),
            models.CheckConstraint(
                condition=Q(verdict="agree") | ~Q(reason=""), name="remark_that_asks_says_what"
            ),
        ]

    def __str__(self) -> str:
        return f"Remark {self.pk}"
