"""Papers: the row is the request, the file is the answer."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Programme, Role, Stage, User
from evaluation.declarations.models import Declaration
from harmony.shared import clock
from harmony.shared.constraints import exactly_one

SUBJECTS = ("declaration", "stage", "programme")


class DocumentState(models.TextChoices):
    OWED = "owed", _("Being prepared")
    BEING_MADE = "being_made", _("Being made")
    MADE = "made", _("Ready")
    FAILED = "failed", _("Failed")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user) -> "DocumentQuerySet":
        """Papers are the district's: office, leaders, auditors and administrators read all;
        a street and a community read the certificates of their own."""
        readable = Q(pk__in=[])
        district = {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR}
        for post in user.posts_in_force:
            if post.role in district:
                return self
            if post.role in {Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER}:
                readable |= Q(
                    kind=Document.Kind.CERTIFICATE,
                    declaration__community__code__startswith=post.reach,
                )
        return self.filter(readable)


class Document(models.Model):
    """A paper somebody is owed.

    ``params`` holds what was asked for beyond the subject (for a bundle: the numbers of the
    certificates and the form, pdf or zip). ``total`` and ``done`` count its parts.
    """

    class Kind(models.TextChoices):
        CERTIFICATE = "certificate", _("Certificate")
        BUNDLE = "bundle", _("Certificates together")
        REPORT = "report", _("Evaluation report")
        COMMENDATION = "commendation", _("Commendation list")

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
    heartbeat = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

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
