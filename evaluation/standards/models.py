"""The evaluation standard: dimension → indicator → criterion, and what surrounds the points.

A published standard never changes: every row below refuses to be saved once its standard
has left the draft.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Place, Stage, User
from evaluation.standards.classes import applies, closest
from harmony.shared import clock
from harmony.shared.languages import Bilingual


class StandardState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class StandardIsFrozen(ValidationError):
    """Somebody tried to change a standard that has been published."""

    def __init__(self) -> None:
        super().__init__(_t("A published standard cannot be changed. Make a new version."))


class FrozenQuerySet(models.QuerySet):
    """Writing many rows at once is held to what a single row is held to."""

    def bulk_create(self, objs, *args, **kwargs):
        """New rows only: an insert that turns into an update would pass by every check."""
        if kwargs.get("update_conflicts"):
            raise StandardIsFrozen
        return super().bulk_create(objs, *args, **kwargs)


class Frozen(models.Model):
    """What a standard is made of. Related managers write through the same checks.

    Without ``base_manager_name`` Django gives them a manager that knows nothing of a freeze.
    """

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class StandardQuerySet(FrozenQuerySet):
    def update(self, **changes) -> int:
        """Change these rows, unless one is published and more than its state would change."""
        if set(changes) - {"state"} and self.exclude(state=StandardState.DRAFT).exists():
            raise StandardIsFrozen
        return super().update(**changes)

    def delete(self):
        if self.exclude(state=StandardState.DRAFT).exists():
            raise StandardIsFrozen
        return super().delete()

    def matching(self, text: str) -> "StandardQuerySet":
        """Whose title or edition holds this text."""
        return self.filter(
            Q(title_zh__icontains=text) | Q(title_en__icontains=text) | Q(edition__icontains=text)
        )

    def visible_to(self, user) -> "StandardQuerySet":
        """Everybody with a post reads published standards; the office reads drafts too."""
        posts = user.posts_in_force
        if any(post.role in {"office_reviewer", "auditor", "leader"} for post in posts):
            return self
        return self.exclude(state=StandardState.DRAFT) if posts else self.none()


class Standard(Frozen):
    """One version of the evaluation standard that communities are judged by."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="standards")
    key = models.SlugField(_("key"), max_length=60)
    edition = models.CharField(_("edition"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    notice_zh = models.TextField(blank=True)
    notice_en = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=StandardState.choices, default=StandardState.DRAFT, editable=False
    )

    base_points = models.DecimalField(max_digits=7, decimal_places=2)
    declared_totals = models.JSONField(default=dict, blank=True)
    bonus_cap = models.DecimalField(max_digits=6, decimal_places=2)
    penalty_cap = models.DecimalField(max_digits=6, decimal_places=2)
    professional_weight = models.DecimalField(max_digits=5, decimal_places=4)
    residents_weight = models.DecimalField(max_digits=5, decimal_places=4)
    moderation = models.JSONField(default=dict)
    levels = models.JSONField(default=list)
    content = models.JSONField(default=dict, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)

    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = StandardQuerySet.as_manager()
    title = Bilingual("title")
    notice = Bilingual("notice")

    class Meta:
        verbose_name = _("evaluation standard")
        ordering = ["-edition", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key", "version"], name="standard_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state=StandardState.DRAFT, published_at=None, published_by=None)
                | ~Q(state=StandardState.DRAFT)
                & Q(published_at__isnull=False, published_by__isnull=False)
                & ~Q(content_hash=""),
                name="standard_publishing_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:standard", args=[self.pk])

    def save(self, *args, **kwargs) -> None:
        """Save, unless the row is published and more than its state would change."""
        fields = set(kwargs.get("update_fields") or {"everything"})
        may_change = {"state"}
        is_frozen = (
            self.pk
            and Standard.objects.filter(pk=self.pk).exclude(state=StandardState.DRAFT).exists()
        )
        if is_frozen and not fields <= may_change:
            raise StandardIsFrozen
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete a draft with all its parts; what was published stays."""
        if Standard.objects.filter(pk=self.pk).exclude(state=StandardState.DRAFT).exists():
            raise StandardIsFrozen
        return super().delete(*args, **kwargs)

    @property
    def tolerance_percent(self) -> Decimal:
        """How far appraisers may differ on a criterion, in percent of its points."""
        return Decimal(self.moderation.get("tolerance_percent_of_points", "10"))

    @property
    def appraisers_needed(self) -> int:
        return max(int(self.moderation.get("appraisers_at_least", 2)), 2)


class PartQuerySet(FrozenQuerySet):
    """Rows of standards: changing many at once is refused for a published one as well."""

    def update(self, **changes) -> int:
        self._refuse_frozen()
        if {"standard", "standard_id"} & set(changes):
            # A part has no life of its own: into another standard is into a frozen one too.
            raise StandardIsFrozen
        return super().update(**changes)

    def delete(self):
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        standards = Standard.objects.filter(pk__in={part.standard_id for part in objs})
        if standards.exclude(state=StandardState.DRAFT).exists():
            raise StandardIsFrozen
        return super().bulk_create(objs, *args, **kwargs)

    def _refuse_frozen(self) -> None:
        if self.exclude(standard__state=StandardState.DRAFT).exists():
            raise StandardIsFrozen


class PartOfStandard(Frozen):
    """A row that belongs to a standard and freezes with it."""

    objects = PartQuerySet.as_manager()

    class Meta(Frozen.Meta):
        abstract = True

    def save(self, *args, **kwargs) -> None:
        self._refuse_frozen()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self._refuse_frozen()
        return super().delete(*args, **kwargs)

    def _refuse_frozen(self) -> None:
        """Both the standard it is said to belong to and the one it is stored in must be drafts."""
        held_by = Q(pk=self.standard_id)  # type: ignore[attr-defined]
        if self.pk:
            stored = type(self).objects.filter(pk=self.pk)  # type: ignore[attr-defined]
            held_by |= Q(pk__in=stored.order_by().values("standard_id"))
        if Standard.objects.filter(held_by).exclude(state=StandardState.DRAFT).exists():
            raise StandardIsFrozen


class Dimension(PartOfStandard):
    """First level of a standard."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="dimensions")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=10)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=2)
    main_task = models.PositiveSmallIntegerField(null=True, blank=True)

    title = Bilingual("title")

    class Meta:
        verbose_name = _("dimension")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="dimension_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Indicator(PartOfStandard):
    """Second level of a standard."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="indicators")
    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=10)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=2)

    title = Bilingual("title")

    class Meta:
        verbose_name = _("indicator")
        ordering = ["dimension__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="indicator_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Criterion(PartOfStandard):
    """What is scored: one requirement with its points and its one scoring rule.

    A bonus item is a criterion without an indicator: claimed, confirmed and scored the same
    way, outside the base points (domain §3). ``points`` of a bonus item is its own cap.
    ``rule``, ``modifiers`` and ``evidence`` are as in the standard's file; numbers are strings.
    """

    class Kind(models.TextChoices):
        BASE = "base", _("Criterion")
        BONUS = "bonus", _("Bonus")

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="criteria")
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, null=True, blank=True, related_name="criteria"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.BASE)
    position = models.PositiveSmallIntegerField(help_text="Running number in the standard.")
    code = models.CharField(_("code"), max_length=12)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    requirement_zh = models.TextField()
    requirement_en = models.TextField(blank=True)
    points = models.DecimalField(
        max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal(0))]
    )
    points_by_class = models.JSONField(
        default=dict, blank=True, help_text="Points of classes that differ from the rest."
    )
    rule = models.JSONField()
    modifiers = models.JSONField(default=list, blank=True)
    methods = models.JSONField(default=list, blank=True)
    applies_to = models.JSONField(default=list, blank=True, help_text="Classes; empty = all.")
    evidence = models.JSONField(default=list, blank=True)
    department_key = models.CharField(max_length=40, blank=True)
    scored_by = models.CharField(max_length=12, blank=True)
    look_back_months = models.PositiveSmallIntegerField(null=True, blank=True)
    bound_to = models.CharField(
        max_length=12,
        blank=True,
        help_text="Of a bonus: no bonus where this criterion did not occur.",
    )

    title = Bilingual("title")
    requirement = Bilingual("requirement")

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="criterion_code_once"),
            models.CheckConstraint(
                condition=Q(kind="base", indicator__isnull=False)
                | Q(kind="bonus", indicator__isnull=True),
                name="criterion_base_has_an_indicator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def applies(self, community_class: str) -> bool:
        """Whether communities of this class (or sub-class) are judged by it."""
        return applies(self.applies_to, community_class, None)

    def points_for(self, community: Place) -> Decimal:
        """The most that it earns this community; the class may decide."""
        points = closest(self.points_by_class, community.community_class, None)
        return self.points if points is None else Decimal(points)

    @property
    def is_bonus(self) -> bool:
        return self.kind == self.Kind.BONUS

    @property
    def modifier_types(self) -> list[str]:
        return [modifier["type"] for modifier in self.modifiers]


class PenaltyItem(PartOfStandard):
    """Grounds on which points are taken off, so many per case, with a cap."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="penalty_items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=12)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    ground_zh = models.TextField()
    ground_en = models.TextField(blank=True)
    unit_zh = models.CharField(max_length=60, blank=True)
    unit_en = models.CharField(max_length=60, blank=True)
    per = models.DecimalField(max_digits=6, decimal_places=2)
    cap = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    look_back_months = models.PositiveSmallIntegerField(null=True, blank=True)

    title = Bilingual("title")
    ground = Bilingual("ground")
    unit = Bilingual("unit")

    class Meta:
        verbose_name = _("penalty")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="penalty_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class VetoItem(PartOfStandard):
    """Grounds that bar acceptance: one established veto and the community is not accepted."""

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="veto_items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=12)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    ground_zh = models.TextField()
    ground_en = models.TextField(blank=True)
    established_by_zh = models.CharField(max_length=200, blank=True)
    established_by_en = models.CharField(max_length=200, blank=True)
    look_back_months = models.PositiveSmallIntegerField(null=True, blank=True)

    title = Bilingual("title")
    ground = Bilingual("ground")
    established_by = Bilingual("established_by")

    class Meta:
        verbose_name = _("veto")
        verbose_name_plural = _("vetoes")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="veto_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class StandardChange(models.Model):
    """One change to a draft: who, when, what kind of change, to which part.

    ``content_hash`` is that of the draft after the change. Rows are added and never changed.
    """

    class Act(models.TextChoices):
        CHANGED = "changed", _("Changed")
        ADDED = "added", pgettext_lazy("part of a standard", "Added")
        COPIED = "copied", _("Copied")
        MOVED = "moved", pgettext_lazy("part of a standard", "Moved")
        REMOVED = "removed", _("Removed")

    standard = models.ForeignKey(Standard, models.CASCADE, related_name="changes")
    at = models.DateTimeField(default=clock.now, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=10, choices=Act.choices)
    part_kind = models.CharField(max_length=10, blank=True)
    code = models.CharField(max_length=12, blank=True)
    content_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("change to a standard")
        verbose_name_plural = _("changes to standards")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.part_kind} {self.code}".strip()


class StageBasis(models.Model):
    """What the communities of a stage are judged by: a standard and a questionnaire.

    It stands here and not on the stage because places and programmes know nothing of evaluation.
    """

    stage = models.OneToOneField(Stage, models.CASCADE, related_name="basis")
    standard = models.ForeignKey(
        Standard, models.PROTECT, null=True, blank=True, related_name="stages"
    )
    questionnaire = models.ForeignKey(
        "evaluation.Questionnaire", models.PROTECT, null=True, blank=True, related_name="stages"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"Basis of stage {self.stage_id}"
