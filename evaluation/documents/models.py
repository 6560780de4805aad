"""Papers: the row is the request, the file is the answer."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Programme, Role, Stage, User
from evaluation.declarations.models import Declaration, HandUp
from harmony.shared import clock
from harmony.shared.constraints import exactly_one

SUBJECTS = ("declaration", "stage", "programme")

SILENCE = timedelta(seconds=90)
"""After so long without a sign of life, whoever makes a paper is taken to be gone."""

MOST_ATTEMPTS = 5
"""So often a paper is begun; after that somebody has to look at it."""


class DocumentState(models.TextChoices):
    OWED = "owed", _("Being prepared")
    BEING_MADE = "being_made", _("Being made")
    MADE = "made", pgettext_lazy("of a paper", "Ready")
    FAILED = "failed", pgettext_lazy("of a paper", "Failed")


def fell_silent() -> Q:
    """Being made by somebody not heard of for a while."""
    return Q(state=DocumentState.BEING_MADE, heartbeat__lt=clock.now() - SILENCE)


def _dossier_read_by(user) -> Q:
    """That this person may read the round of a dossier, and its files where they go with it."""
    here = {"declaration": OuterRef("declaration"), "round": OuterRef("of_round")}
    reads = Exists(HandUp.objects.visible_to(user).filter(**here))
    opens = Exists(HandUp.objects.opened_to(user).filter(**here))
    return Q(reads, params__form="pdf") | Q(opens, params__form="zip")


class DocumentQuerySet(models.QuerySet["Document"]):
    def awaited(self) -> "DocumentQuerySet":
        """Asked for, and still to come."""
        return self.filter(state__in=[DocumentState.OWED, DocumentState.BEING_MADE])

    def silent(self) -> "DocumentQuerySet":
        return self.filter(fell_silent())

    def free_to_make(self) -> "DocumentQuerySet":
        """Owed, or left lying by whoever began it; the oldest request first."""
        return self.filter(
            Q(state=DocumentState.OWED) | fell_silent(), attempts__lt=F("attempts_allowed")
        ).order_by("requested_at", "pk")

    def held_by(self, attempt: "Document") -> "DocumentQuerySet":
        """The row of this attempt, for as long as no later attempt has claimed it."""
        return self.filter(
            pk=attempt.pk, state=DocumentState.BEING_MADE, attempts=attempt.attempts
        )

    def same_subject(self, document: "Document") -> "DocumentQuerySet":
        """Every version of the same paper, in whatever language."""
        return self.filter(kind=document.kind, **document.subject)

    def visible_to(self, user) -> "DocumentQuerySet":
        """Papers are the district's: office, leaders, auditors and administrators read all.
        Certificates say what everybody may know: every post reads those within its reach.
        Dossiers are for those who may read what they hold."""
        dossier = Q(kind=Document.Kind.DOSSIER)
        readable = Q(pk__in=[])
        district = {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR}
        for post in user.posts_in_force:
            if post.role in district:
                readable |= ~dossier
                continue
            readable |= Q(
                kind=Document.Kind.CERTIFICATE,
                declaration__community__code__startswith=post.reach,
            )
        papers = self.alias(of_round=Cast(KT("params__round"), models.IntegerField()))
        return papers.filter(readable | dossier & _dossier_read_by(user))


class Document(models.Model):
    """A paper somebody is owed.

    ``params`` holds what was asked for beyond the subject (for a bundle: the numbers of the
    certificates and the form, pdf or zip; for a dossier see ``dossiers``). ``total`` and
    ``done`` count its parts. ``error`` is why it could not be made; ``note`` is what to know
    about the one that was. ``attempts`` and ``heartbeat`` belong to whoever is making it: see
    ``services.claim``.
    """

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Certificate")
        BUNDLE = "bundle", _("Certificates together")
        REPORT = "report", _("Evaluation report")
        COMMENDATION = "commendation", _("Commendation list")
        DOSSIER = "dossier", _("Dossier of a declaration")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    programme = models.ForeignKey(
        Programme, models.PROTECT, null=True, blank=True, related_name="documents"
    )
    version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=10, default="zh-hans")
    params = models.JSONField(default=dict, blank=True)
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now, editable=False)

    state = models.CharField(
        max_length=20, choices=DocumentState.choices, default=DocumentState.OWED
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    attempts_allowed = models.PositiveSmallIntegerField(default=MOST_ATTEMPTS)
    heartbeat = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    note = models.TextField(blank=True)

    file = models.FileField(upload_to="documents/", blank=True, max_length=200)
    content_type = models.CharField(max_length=100, default="application/pdf")
    content_hash = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            exactly_one(*SUBJECTS, name="document_has_one_subject"),
            *(
                models.UniqueConstraint(
                    fields=["kind", subject, "version"], name=f"document_version_once_a_{subject}"
                )
                for subject in SUBJECTS
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.MADE, made_at__isnull=False) & ~Q(file="")
                | ~Q(state=DocumentState.MADE) & Q(made_at=None, file=""),
                name="document_file_and_made_at_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:document", args=[self.pk])

    @property
    def subject(self) -> dict[str, int]:
        """What it is about, as a filter: {"stage_id": 3}."""
        ids = {f"{name}_id": getattr(self, f"{name}_id") for name in SUBJECTS}
        return {name: pk for name, pk in ids.items() if pk is not None}

    @property
    def is_awaited(self) -> bool:
        return self.state in {DocumentState.OWED, DocumentState.BEING_MADE}


class DocumentSource(models.Model):
    """The page that a paper is printed from, as it was when it was first made.

    It holds every word and figure, so the same paper can be printed again, to the last bit,
    whatever the portal says by then. ``parts`` tells what else it is put together from, where
    it is more than one page. A row of its own because it is long and seldom read.
    """

    document = models.OneToOneField(Document, models.CASCADE, related_name="source")
    html = models.TextField()
    parts = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)

    def __str__(self) -> str:
        return f"Source of paper {self.document_id}"
