"""Papers that somebody is owed."""

import factory
from factory.django import DjangoModelFactory

from communities.models import Role
from evaluation.models import Document
from tests.factories.people import PostFactory
from tests.factories.places import DistrictFactory
from tests.factories.programme import StageFactory


def office_reviewer():
    """Somebody of the office, who may ask for every kind of paper."""
    return PostFactory(role=Role.OFFICE_REVIEWER, place=DistrictFactory()).user


class DocumentFactory(DjangoModelFactory):
    """A report on a stage, asked for by the office and not begun."""

    class Meta:
        model = Document

    kind = Document.Kind.REPORT
    stage = factory.SubFactory(StageFactory)
    language = "en"
    requested_by = factory.LazyFunction(office_reviewer)


def content_of(document: Document) -> bytes:
    """The bytes of its file."""
    with document.file.open() as file:
        return file.read()
