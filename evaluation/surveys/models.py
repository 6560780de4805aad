"""The residents' questionnaire: its text, the survey of one community, slips and their codes.

What residents send goes into a ballot box (``box_models.py``).
"""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Place, Role, User
from evaluation.declarations.models import Declaration
from evaluation.declarations.states import DECIDED
from harmony.shared import clock
from harmony.shared.constraints import set_together
from harmony.shared.languages import Bilingual

READERS = {
    Role.COMMUNITY_WORKER,
    Role.STREET_OFFICIAL,
    Role.OFFICE_REVIEWER,
    Role.LEADER,
    Role.AUDITOR,
}
"""The posts that follow a survey: its participation while it runs, its result after the close."""

DISTRICT_READERS = {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR}


def random_key() -> str:
    """32 hexadecimal digits that say nothing about when or in which order."""
    return secrets.token_hex(16)


class QuestionnaireIsFrozen(ValidationError):
    """Somebody tried to change a questionnaire that has been published."""

    def __init__(self) -> None:
        super().__init__(_t("A published questionnaire cannot be changed. Make a new version."))


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    """Writing many rows at once is held to what a single row is held to."""

    def update(self, **changes) -> int:
        self._refuse_frozen()
        return super().update(**changes)

    def delete(self):
        self._refuse_frozen()
        return super().delete()

    def bulk_create(self, objs, *args, **kwargs):
        """New rows only: an insert that turns into an update would pass by every check."""
        if kwargs.get("update_conflicts"):
            raise QuestionnaireIsFrozen
        return super().bulk_create(objs, *args, **kwargs)

    def _refuse_frozen(self) -> None:
        if self.exclude(state=Questionnaire.State.DRAFT).exists():
            raise QuestionnaireIsFrozen

    def visible_to(self, user) -> "QuestionnaireQuerySet":
        """Those who follow surveys read what is published; the district reads drafts too."""
        roles = {post.role for post in user.posts_in_force}
        if roles & DISTRICT_READERS:
            return self
        published = Questionnaire.State.PUBLISHED
        return self.filter(state=published) if roles & READERS else self.none()


class Questionnaire(models.Model):
    """One version of the questionnaire; its content is as in its file, frozen when published."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    district = models.ForeignKey(Place, models.PROTECT, related_name="questionnaires")
    key = models.SlugField(_("key"), max_length=60)
    edition = models.CharField(_("edition"), max_length=20)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = QuestionnaireQuerySet.as_manager()
    title = Bilingual("title")

    class Meta:
        verbose_name = _("questionnaire")
        # Without it related managers know nothing of the freeze.
        base_manager_name = "objects"
        ordering = ["-edition", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key", "version"], name="questionnaire_version_once"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None, published_by=None)
                | Q(state="published", published_at__isnull=False, published_by__isnull=False)
                & ~Q(content_hash=""),
                name="questionnaire_publishing_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save_base(self, *args, **kwargs) -> None:
        """Not ``save``: rows that are loaded from a fixture come in below it."""
        if self._is_frozen():
            raise QuestionnaireIsFrozen
        super().save_base(*args, **kwargs)

    def delete(self, *args, **kwargs):
        """Delete a draft with its history; what was published stays."""
        if self._is_frozen():
            raise QuestionnaireIsFrozen
        return super().delete(*args, **kwargs)

    def _is_frozen(self) -> bool:
        """Whether the row is published, whatever this object says of itself."""
        published = Questionnaire.objects.filter(pk=self.pk, state=self.State.PUBLISHED)
        return bool(self.pk) and published.exists()

    def get_absolute_url(self) -> str:
        return reverse("evaluation:questionnaire", args=[self.pk])


class SurveyQuerySet(models.QuerySet["Survey"]):
    def visible_to(self, user) -> "SurveyQuerySet":
        """What this person may follow.

        Whoever scores a declaration, or was once charged with it, sees nothing of its survey
        until the declaration is decided, whatever other post they hold (domain §2).
        """
        readable = Q(pk__in=[])
        for post in user.posts_in_force:
            if post.role in READERS:
                readable |= Q(declaration__community__code__startswith=post.reach)
        scored = Declaration.objects.filter(assignments__appraiser=user.pk)
        hidden = scored.exclude(state__in=DECIDED)
        return self.filter(readable).exclude(declaration__in=hidden)

    def answerable(self) -> "SurveyQuerySet":
        """All surveys that residents can answer right now."""
        now = clock.now()
        return self.filter(state=Survey.State.OPEN, opens_at__lte=now, closes_at__gte=now)

    def overdue(self) -> "SurveyQuerySet":
        """All surveys that are past their date and not closed yet."""
        return self.filter(state=Survey.State.OPEN, closes_at__lt=clock.now())


class Survey(models.Model):
    """The questionnaire in one community: opened by the office, answered once a household.

    ``households`` is the number registered when it was opened. ``box`` is set with its first
    slip. ``tally`` is empty until the box is opened; nothing of the answers can be read before.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("of a survey", "Prepared")
        OPEN = "open", pgettext_lazy("of a survey", "Open")
        CLOSED = "closed", pgettext_lazy("of a survey", "Closed, sealed")
        COUNTED = "counted", pgettext_lazy("of a survey", "Counted")

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="survey")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="surveys")
    box = models.ForeignKey(
        "evaluation.BallotBox", models.PROTECT, null=True, blank=True, related_name="surveys"
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PREPARED, editable=False
    )
    households = models.PositiveIntegerField()
    planned_answers = models.PositiveIntegerField(help_text="Valid answers the plan asks for.")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    tally = models.JSONField(null=True, blank=True)
    tally_hash = models.CharField(max_length=64, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        constraints = [
            set_together("opened_at", "opened_by", name="survey_opening_is_signed"),
            set_together("closed_at", "closed_by", name="survey_closing_is_signed"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="survey_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(state="counted", tally__isnull=False)
                | ~Q(state="counted") & Q(tally=None),
                name="survey_tally_only_when_counted",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["closed", "counted"], closed_at__isnull=False)
                | Q(state__in=["prepared", "open"], closed_at=None),
                name="survey_closing_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Survey {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:survey", args=[self.pk])

    def opened_at_or_due(self) -> datetime:
        """When answers began: at the office's word, or as planned."""
        return self.opened_at or self.opens_at

    def closed_at_or_due(self) -> datetime:
        """When answers ended: at the office's word, or at the date."""
        return min(self.closed_at, self.closes_at) if self.closed_at else self.closes_at

    @property
    def is_over(self) -> bool:
        """Whether it has been closed, its answers counted or still sealed."""
        return self.state in {self.State.CLOSED, self.State.COUNTED}

    @property
    def is_overdue(self) -> bool:
        """Whether the time to answer is over and nobody has closed it yet."""
        return self.state == self.State.OPEN and self.closes_at < clock.now()

    def is_answerable(self) -> bool:
        """Whether residents can answer right now."""
        return self.state == self.State.OPEN and self.opens_at <= clock.now() <= self.closes_at


class SlipBatch(models.Model):
    """Slips printed together, for a building or a grid. The codes themselves are not kept."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="batches")
    label = models.CharField(_("building or grid"), max_length=60)
    printed = models.PositiveIntegerField(_("slips"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    codes_root = models.BinaryField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("batch of slips")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class VoidedSlips(models.Model):
    """Slips taken out of use, undelivered or spoilt: how many, who, when. Rows are only added."""

    batch = models.ForeignKey(SlipBatch, models.PROTECT, related_name="voided")
    count = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="voided_slips_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.count} slips of batch {self.batch_id}"


class Code(models.Model):
    """The code of one slip: a selector to find it by, and the public key that its code signs for.

    The code is on paper only. No time, no household, no serial number; rows come in shuffled.
    Codes of surveys counted before there were boxes have neither box nor key.
    """

    class State(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("of a code", "Issued")
        USED = "used", pgettext_lazy("of a code", "Used")
        VOID = "void", pgettext_lazy("of a code", "Void")

    batch = models.ForeignKey(SlipBatch, models.PROTECT, related_name="codes")
    box = models.ForeignKey(
        "evaluation.BallotBox", models.PROTECT, null=True, blank=True, related_name="codes"
    )
    selector = models.CharField(max_length=6, blank=True)
    salt = models.BinaryField(default=b"")
    public_key = models.BinaryField(null=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ISSUED)

    class Meta:
        ordering = ["batch", "selector"]
        constraints = [
            models.UniqueConstraint(fields=["box", "selector"], name="code_selector_once"),
            models.UniqueConstraint(fields=["box", "public_key"], name="code_key_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "state"], name="code_by_batch_state"),
            models.Index(fields=["selector"], name="code_by_selector"),
        ]

    def __str__(self) -> str:
        return "Code"
