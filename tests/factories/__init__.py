"""Builders of rows, a module for each subject. A test states only what matters to it."""

from tests.factories.people import PASSWORD, AdministratorFactory, PostFactory, UserFactory
from tests.factories.places import CommunityFactory, DistrictFactory, PlaceFactory, StreetFactory
from tests.factories.programme import (
    DepartmentFactory,
    MainTaskFactory,
    MeasureFactory,
    ProgrammeFactory,
    StageFactory,
)

__all__ = [
    "PASSWORD",
    "AdministratorFactory",
    "CommunityFactory",
    "DepartmentFactory",
    "DistrictFactory",
    "MainTaskFactory",
    "MeasureFactory",
    "PlaceFactory",
    "PostFactory",
    "ProgrammeFactory",
    "StageFactory",
    "StreetFactory",
    "UserFactory",
]
