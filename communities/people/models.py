"""Who: people with an account, and the posts they hold."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.departments.models import Department
from communities.places.models import Place
from harmony.shared import clock


class User(AbstractUser):
    """A person with an account. What they may do follows from their posts, not from flags."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=10, blank=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def posts_in_force(self) -> list["Post"]:
        """The posts held today, fetched once and kept on this object."""
        if not self.is_active:
            return []
        held = Post.objects.in_force(clock.today()).filter(user_id=self.pk)
        return list(held.select_related("place", "department__district"))


class Role(models.TextChoices):
    """The posts of domain §1 that come with an account."""

    COMMUNITY_WORKER = "community_worker", _("Community worker")
    STREET_OFFICIAL = "street_official", _("Street official")
    DEPARTMENT_LIAISON = "department_liaison", _("Department liaison")
    OFFICE_REVIEWER = "office_reviewer", _("Office reviewer")
    APPRAISER = "appraiser", _("Appraiser")
    LEADER = "leader", _("Leader")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


DISTRICT_ROLES = [Role.OFFICE_REVIEWER, Role.APPRAISER, Role.LEADER, Role.AUDITOR]
PLACE_ROLES = [Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL, *DISTRICT_ROLES]


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, day) -> "PostQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Post(models.Model):
    """A role that a person holds, at a place or in a department, from one day to another.

    ``ends_on`` is the last day in the post; empty means until further notice.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name=_("place")
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name=_("department"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=PLACE_ROLES, place__isnull=False, department=None)
                | Q(role=Role.DEPARTMENT_LIAISON, place=None, department__isnull=False)
                | Q(role=Role.ADMINISTRATOR, place=None, department=None),
                name="post_is_at_a_place_or_in_a_department",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="post_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, post {self.pk}"

    @property
    def reach(self) -> str:
        """The code that every place within reach of this post begins with."""
        if self.place is not None:
            return self.place.code
        if self.department is not None:
            return self.department.district.code
        return ""
