"""Moving a record between states: one table of moves, one way to make them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from harmony.shared import clock


class TransitionRefused(Exception):
    """A move was asked for that the record, or the person, does not allow."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def hold(record: models.Model, *along: str) -> None:
    """Lock the row and read it again, so that what follows decides on the truth.

    ``along`` names relations that are needed next (``"declaration__community"``): they are
    read in the same query, unlocked.
    """
    # Not type(record): the signed-in person of a request is a lazy stand-in for their row.
    # No key: rows that only point here need not wait, and two acts cannot block one another.
    locked = record._meta.model._base_manager.select_for_update(no_key=True, of=("self",))
    locked = locked.select_related(*along) if along else locked
    record.refresh_from_db(from_queryset=locked)


@dataclass(frozen=True)
class Transition:
    """One move a record may make: from where, to where, and under whose hand.

    An obstacle looks at the record and says why the move must wait, or
    nothing at all. ``others`` says who makes the move, to those who may not.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str
    permission: str
    obstacles: tuple[Callable[[Any], str], ...] = ()
    others: Any = ""

    def refusal(self, record: Any, user: Any) -> str:
        """Why this person cannot make this move now; empty when they can."""
        if record.state not in self.sources:
            return _("Not possible while “%(state)s”.") % {"state": record.get_state_display()}
        if not user.has_perm(self.permission, record):
            return str(self.others) or _("You may not do this.")
        return next((reason for look in self.obstacles if (reason := look(record))), "")


class Workflow:
    """The moves of one kind of record, in the order people meet them."""

    def __init__(self, *transitions: Transition) -> None:
        self._transitions = {transition.name: transition for transition in transitions}

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._transitions.values())

    def __getitem__(self, name: str) -> Transition:
        return self._transitions[name]

    def open_to(self, user: Any, record: Any) -> list[Transition]:
        """The moves this person can make now."""
        return [transition for transition in self if not transition.refusal(record, user)]

    def move(self, record: Any, name: str, *, by: Any, role: str = "", note: str = "") -> Any:
        """Make the named move and add it to the record's history; the step that was added.

        ``role`` is the post in which the person acts. Call inside a
        transaction: the row stays locked until everything that follows from
        the move is saved as well.
        """
        transition = self._transitions[name]
        hold(record)
        if reason := transition.refusal(record, by):
            raise TransitionRefused(reason)

        source, record.state = record.state, transition.target
        record.save(update_fields=["state"])
        return record.steps.create(
            name=name, source=source, target=record.state, by=by, role=role, note=note
        )


class Step(models.Model):
    """One move that was made. Steps are added and never changed."""

    name = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
