"""The residents' questionnaire: its text, the survey of one community, codes and answers.

A code is kept only as a keyed hash; an answer carries no code, no time and no order. Whoever
holds the whole database can still link the two by how rows are stored; sealing comes behind
``surveys/services.py: open, record, close``.
"""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Place, User
from evaluation.declarations.models import Declaration
from harmony.shared import clock
from harmony.shared.languages import Bilingual


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

    title = Bilingual("title")

    class Meta:
        verbose_name = _("questionnaire")
        ordering = ["-edition", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "key", "version"], name="questionnaire_version_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Survey(models.Model):
    """The questionnaire in one community: opened by the office, answered once a household.

    ``households`` is the number registered when it was opened. ``tally`` is empty until the
    survey is closed; nothing about the answers can be read before.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Prepared")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="survey")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="surveys")
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

    class Meta:
        verbose_name = _("survey")
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="survey_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", tally__isnull=False, closed_at__isnull=False)
                | ~Q(state="closed") & Q(tally=None, closed_at=None),
                name="survey_tally_only_when_closed",
            ),
        ]

    def __str__(self) -> str:
        return f"Survey {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:survey", args=[self.pk])

    def is_answerable(self) -> bool:
        """Whether residents can answer right now."""
        return self.state == self.State.OPEN and self.opens_at <= clock.now() <= self.closes_at


class SlipBatch(models.Model):
    """Slips printed together, for a building or a grid. The codes themselves are not kept."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="batches")
    label = models.CharField(_("building or grid"), max_length=60)
    printed = models.PositiveIntegerField(_("slips"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("batch of slips")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class Code(models.Model):
    """A one-time code, as a keyed hash. No time, no household, no serial number.

    ``receipt`` is the keyed hash of the form's own random number, so that sending the same form
    again is recognised; it is not in the answer.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("Issued")
        USED = "used", _("Used")
        VOID = "void", _("Void")

    digest = models.CharField(max_length=64, primary_key=True)
    batch = models.ForeignKey(SlipBatch, models.PROTECT, related_name="codes")
    state = models.CharField(max_length=6, choices=State.choices, default=State.ISSUED)
    receipt = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="used") & ~Q(receipt="") | ~Q(state="used") & Q(receipt=""),
                name="code_used_has_a_receipt",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="code_by_batch_state")]

    def __str__(self) -> str:
        return "Code"


def random_key() -> str:
    """32 hexadecimal digits that say nothing about when or in which order."""
    return secrets.token_hex(16)


class Answer(models.Model):
    """One household's answer: choices only. It knows its survey and nothing of its code."""

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    choices = models.JSONField()
    background = models.JSONField(default=dict, blank=True)
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return "Answer"
