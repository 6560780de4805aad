"""Every model of this app, so that nobody needs to know the folder it lives in."""

from communities.departments.models import Department
from communities.imports.models import HeldFile
from communities.people.models import PersonChange, Post, Role, User
from communities.places.models import CommunityClass, Place, PlaceChange, Tier, Title
from communities.programme.models import (
    CalendarException,
    Deadline,
    DeadlineShift,
    MainTask,
    Measure,
    MeasureReport,
    Programme,
    Stage,
    StageChange,
    due_for,
    stage_label,
)

__all__ = [
    "CalendarException",
    "CommunityClass",
    "Deadline",
    "DeadlineShift",
    "Department",
    "HeldFile",
    "MainTask",
    "Measure",
    "MeasureReport",
    "PersonChange",
    "Place",
    "PlaceChange",
    "Post",
    "Programme",
    "Role",
    "Stage",
    "StageChange",
    "Tier",
    "Title",
    "User",
    "due_for",
    "stage_label",
]
