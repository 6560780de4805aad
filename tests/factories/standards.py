"""The sample standard that the portal ships, taken in through the real services."""

from functools import cache

from django.conf import settings

from communities.models import Place, Role
from evaluation.models import Standard, StandardState
from evaluation.standards.plain_text import plain_from_text
from evaluation.standards.services import import_standard, publish
from tests.factories.people import PostFactory


@cache
def written_standard() -> dict:
    """What ``data/standard-2005.yaml`` says. Copy it before changing anything in it."""
    plain, problems = plain_from_text((settings.BASE_DIR / "data/standard-2005.yaml").read_bytes())
    if problems:
        raise AssertionError(problems)
    return plain


def published_standard(district: Place) -> Standard:
    """The sample standard, published by somebody of the office."""
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    standard = import_standard(written_standard(), district=district, by=office)
    if standard.state == StandardState.DRAFT:
        publish(standard, by=office)
    return standard
