"""The end of the cycle: result, public notice, decision, certificate."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Role, Stage, User
from evaluation.appraisal.impartiality import outcome_hidden_from
from evaluation.declarations.models import Declaration
from evaluation.declarations.states import DECIDED, State
from evaluation.documents.models import Document
from harmony.shared import clock
from harmony.shared.constraints import set_together
from harmony.shared.languages import Bilingual


class Level(models.TextChoices):
    """Levels of acceptance, best first (domain §4)."""

    EXCELLENT = "excellent", _("Excellent")
    GOOD = "good", _("Good")
    QUALIFIED = "qualified", _("Qualified")
    NOT_YET = "not_yet", _("Not yet")


ACCEPTING_LEVELS = [Level.EXCELLENT, Level.GOOD, Level.QUALIFIED]


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, user) -> "ResultQuerySet":
        """The office, leaders and auditors see a result when it is computed; a street and a
        community when it is on public notice; appraisers and departments when it is decided.

        Whoever scores it sees it then and not before, whatever other post they hold.
        """
        readable = Q(pk__in=[])
        published = {State.NOTICED, *DECIDED}
        for post in user.posts_in_force:
            here = Q(declaration__community__code__startswith=post.reach)
            if post.role in {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR}:
                readable |= here
            elif post.role in {Role.STREET_OFFICIAL, Role.COMMUNITY_WORKER}:
                readable |= here & Q(declaration__state__in=published)
            elif post.role == Role.APPRAISER:
                assigned = Q(declaration__assignments__appraiser=user)
                readable |= here & assigned & Q(declaration__state__in=DECIDED)
            elif post.role == Role.DEPARTMENT_LIAISON:
                readable |= here & Q(declaration__state__in=DECIDED)
        hidden = outcome_hidden_from(user)
        return self.filter(readable).exclude(declaration__in=hidden).distinct()


class Result(models.Model):
    """The computed result of one declaration, frozen with what it was computed from.

    ``professional``, ``residents``, ``composite`` are points of 100, half-up to 0.01;
    ``satisfaction_rate`` is in percent. ``computation`` is the whole working
    (``calculation.Computation`` in plain form), from which the page explains itself.
    """

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="result")
    professional = models.DecimalField(max_digits=6, decimal_places=2)
    residents = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    composite = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    satisfaction_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    self_score = models.DecimalField(max_digits=7, decimal_places=2)
    level = models.CharField(max_length=10, choices=Level.choices)
    computation = models.JSONField()
    standard_hash = models.CharField(max_length=64)
    scores_hash = models.CharField(max_length=64)
    tally_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")

    def __str__(self) -> str:
        return f"Result {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:result", args=[self.declaration_id])


class NoticeQuerySet(models.QuerySet["Notice"]):
    def public(self) -> "NoticeQuerySet":
        """What anybody may read: notices that have begun."""
        return self.filter(opens_at__lte=clock.now())


class Notice(models.Model):
    """A public notice of proposed levels. Objections are written, named, with grounds.

    It lasts at least 7 calendar days and at least 5 working days (domain §2).
    """

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField()
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    text_zh = models.TextField(_("text in Chinese"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = NoticeQuerySet.as_manager()
    title = Bilingual("title")
    text = Bilingual("text")

    class Meta:
        verbose_name = _("public notice")
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "number"], name="notice_number_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="notice_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:public-notice", args=[self.pk])


class NoticeEntry(models.Model):
    """One community on a notice, with the level proposed then."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="entries")
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="notice_entries")
    level = models.CharField(max_length=10, choices=Level.choices)
    composite = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["declaration__community__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "declaration"], name="notice_entry_once_a_declaration"
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.pk} of notice {self.notice_id}"


class Decision(models.Model):
    """The leading group's last word on a declaration."""

    declaration = models.OneToOneField(Declaration, models.PROTECT, related_name="decision")
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("decision")

    def __str__(self) -> str:
        return f"Decision {self.pk}"


KEEPERS = {
    Role.OFFICE_REVIEWER,
    Role.ADMINISTRATOR,
    Role.LEADER,
    Role.AUDITOR,
    Role.STREET_OFFICIAL,
    Role.COMMUNITY_WORKER,
}
"""The posts that look after certificates, or whose own they are."""


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user) -> "CertificateQuerySet":
        """What a certificate says is public; its paper is for the posts named in KEEPERS."""
        readable = Q(pk__in=[])
        for post in user.posts_in_force:
            if post.role in KEEPERS:
                readable |= Q(decision__declaration__community__code__startswith=post.reach)
        return self.filter(readable)

    def in_force(self) -> "CertificateQuerySet":
        """Those that have not been withdrawn."""
        return self.filter(revoked_at=None)


class Certificate(models.Model):
    """The certificate of an accepted community: its number and date are decided here.

    ``year`` and ``number`` make its address (/verify/2025-0001/); the printed number follows a
    template. A withdrawn title leaves the certificate in place, revoked with a reason.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="certificate")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    printed_number = models.CharField(max_length=60)
    granted_on = models.DateField()
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, blank=True, related_name="certificate"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoke_reason = models.TextField(blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        ordering = ["-year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="certificate_number_once"),
            set_together("revoked_at", "revoked_by", name="certificate_revoking_is_signed"),
        ]

    def __str__(self) -> str:
        return self.printed_number

    @property
    def reference(self) -> str:
        """Year and running number, as in the address: 2025-0001."""
        return f"{self.year}-{self.number:04d}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:verify", args=[self.reference])
