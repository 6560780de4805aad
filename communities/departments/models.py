"""Departments of a district, answerable for main tasks and criteria."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communities.places.models import Place
from harmony.shared.languages import Bilingual


class DepartmentQuerySet(models.QuerySet["Department"]):
    def visible_to(self, user) -> "DepartmentQuerySet":
        """Everybody with a post in the district may know its departments."""
        return self if user.posts_in_force else self.none()


class Department(models.Model):
    """A department of the district, named by a key that standards and programmes use."""

    district = models.ForeignKey(Place, models.PROTECT, related_name="departments")
    key = models.SlugField(_("key"), max_length=40)
    name_zh = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)

    objects = DepartmentQuerySet.as_manager()
    name = Bilingual("name")

    class Meta:
        verbose_name = _("department")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["district", "key"], name="department_key_once"),
        ]

    def __str__(self) -> str:
        return self.name
