"""A community's evidence: its files, and who may open them."""

import hashlib

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Place, Role, User
from evaluation.declarations.file_checks import PROGRAMS, SHOWN_IN_THE_BROWSER, ending_of
from harmony.shared import clock

OPEN_NO_FILES = {Role.ADMINISTRATOR, Role.DEPARTMENT_LIAISON}
"""Posts to which the evidence of communities is closed."""


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def matching(self, text: str) -> "EvidenceQuerySet":
        """Whose title, file name or issuing body holds this text."""
        return self.filter(
            Q(title__icontains=text)
            | Q(original_name__icontains=text)
            | Q(issued_by__icontains=text)
        )

    def newest(self) -> "EvidenceQuerySet":
        """Without the files that a newer version has replaced."""
        newer = Evidence.objects.filter(
            series=OuterRef("series"), version__gt=OuterRef("version")
        ).exclude(series="")
        return self.filter(~Exists(newer))

    def with_versions(self) -> "EvidenceQuerySet":
        """``versions_count``: how many versions there are of each, itself counted."""
        same = Evidence.objects.filter(series=OuterRef("series")).exclude(series="").order_by()
        counted = Subquery(same.values("series").annotate(n=Count("pk")).values("n"))
        return self.annotate(versions_count=Coalesce(counted, Value(1)))

    def visible_to(self, user) -> "EvidenceQuerySet":
        """A community's own people and its street; the district's reviewers; appraisers what
        proves a declaration assigned to them."""
        readable = Q(pk__in=[])
        for post in user.posts_in_force:
            here = Q(community__code__startswith=post.reach)
            if post.role == Role.APPRAISER:
                assigned = {
                    "uses__entry__declaration__assignments__appraiser": user,
                    "uses__entry__declaration__assignments__ended_at": None,
                }
                readable |= here & Q(**assigned)
            elif post.role not in OPEN_NO_FILES:
                readable |= here
        return self.filter(readable).distinct()


class Evidence(models.Model):
    """A file of a community, stored once and proving any number of criteria.

    The file is kept under a random name outside the web root and served only through a
    permission check. ``size`` is in bytes, ``sha256`` of what was uploaded. Of a photo it is kept
    when and where it was taken, as far as the camera wrote it, and what it looks like; of a paper
    a hash of its text (``texts``). Files that replaced one another share a ``series``, empty for
    a file that stands alone, and are numbered by ``version`` from 1.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        STATEMENT = "statement", _("Written statement")
        PHOTO = "photo", _("Photo")
        TABLE = "table", _("Table")

    community = models.ForeignKey(Place, models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    event_date = models.DateField(_("date of the event"), null=True, blank=True)
    issued_by = models.CharField(_("issuing body"), max_length=120, blank=True)
    file = models.FileField(upload_to="evidence/", max_length=200)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    taken_on = models.DateField(_("photo taken on"), null=True, blank=True, editable=False)
    latitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, editable=False
    )
    longitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, editable=False
    )
    thumbnail = models.FileField(upload_to="evidence/", max_length=200, blank=True, editable=False)
    look = models.CharField(max_length=16, blank=True, editable=False, db_index=True)
    text_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    series = models.CharField(max_length=32, blank=True, editable=False)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "sha256"], name="evidence_once_a_community"
            ),
            models.UniqueConstraint(
                fields=["series", "version"],
                condition=~Q(series=""),
                name="evidence_version_once_a_series",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:evidence-file", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        """Whether a browser shows it; everything else is offered for download."""
        return self.content_type in SHOWN_IN_THE_BROWSER

    @property
    def program(self) -> str:
        """What opens it once it is downloaded; empty where that does not matter."""
        return PROGRAMS.get(ending_of(self.original_name), "")


def file_hash(file) -> str:
    """SHA-256 of an uploaded file, read in pieces."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
