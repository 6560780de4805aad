"""Who: people with an account, and the posts they hold."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.departments.models import Department
from communities.places.models import Place, Tier
from harmony.shared import clock

SYSTEM = "system"
"""User name of the account in whose name the portal itself acts; nobody signs in with it."""


class UserQuerySet(models.QuerySet["User"]):
    def people(self) -> "UserQuerySet":
        """Everybody but the portal itself."""
        return self.exclude(username=SYSTEM)

    def visible_to(self, user) -> "UserQuerySet":
        """Administrators look after every account; everybody else knows their own."""
        if any(post.role == Role.ADMINISTRATOR for post in user.posts_in_force):
            return self.people()
        return self.people().filter(pk=user.pk)


class People(UserManager.from_queryset(UserQuerySet)):
    """Makes accounts, and finds them."""

    use_in_migrations = False


class User(AbstractUser):
    """A person with an account. What they may do follows from their posts, not from flags."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=60)
    language = models.CharField(_("language"), max_length=10, blank=True)
    date_joined = models.DateTimeField(_("account made"), default=clock.now, editable=False)
    is_sample = models.BooleanField(_("belongs to the sample"), default=False, editable=False)

    objects = People()
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(username=SYSTEM),
                name="user_only_the_system_needs_no_post",
            ),
        ]

    def __str__(self) -> str:
        if self.username == SYSTEM:
            return gettext("The portal")
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

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

TIER_OF_ROLE = {
    Role.COMMUNITY_WORKER: Tier.COMMUNITY,
    Role.STREET_OFFICIAL: Tier.STREET,
    **dict.fromkeys(DISTRICT_ROLES, Tier.DISTRICT),
}
"""On which tier a role is held; liaisons belong to a department, administrators to neither."""


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, day) -> "PostQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def not_over(self, day) -> "PostQuerySet":
        """In force on the day, or beginning later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


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

    @property
    def where(self) -> Place | Department | None:
        """The place or the department; nothing for an administrator."""
        return self.place or self.department

    @property
    def in_words(self) -> str:
        """Role and place, as the page's language has them."""
        return " · ".join(str(part) for part in (self.get_role_display(), self.where) if part)

    def has_begun(self, day) -> bool:
        return self.starts_on <= day

    def is_over(self, day) -> bool:
        return self.ends_on is not None and self.ends_on < day


class PersonChange(models.Model):
    """What somebody did to an account: who, when, and about which post. Rows are only added.

    A post is written down in full, because one given by mistake can be taken back.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("Account made")
        RENAMED = "renamed", _("Name changed")
        POST_GIVEN = "post_given", _("Post given")
        POST_ENDED = "post_ended", _("Post ended")
        POST_TAKEN_BACK = "post_taken_back", _("Post taken back")
        DEACTIVATED = "deactivated", _("Account closed")
        REACTIVATED = "reactivated", _("Account opened again")
        PASSWORD_RESET = "password_reset", _("New password set by an administrator")
        PASSWORD_CHANGED = "password_changed", _("Own password changed")

    user = models.ForeignKey(User, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, account {self.user_id}"
