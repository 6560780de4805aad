"""Signals of stuffing as they are kept: one line for each kind and community, and what was made
of them. Nothing here says which answers were meant."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import User
from evaluation.surveys.models import DISTRICT_READERS, Survey
from harmony.shared import clock

SMALLEST = 10
"""Of fewer answers nothing is kept."""
FEWEST_LEFT = 30
"""A result without some answers is kept of no fewer than these."""


class SignalQuerySet(models.QuerySet["Signal"]):
    def visible_to(self, user) -> "SignalQuerySet":
        """Those of the surveys that this person reads for the district. Whoever scores a
        declaration sees none of it, as with its survey."""
        return self.filter(survey__in=boarded(user).values("pk"))


def boarded(user) -> models.QuerySet[Survey]:
    """The surveys on this person's integrity board."""
    readable = Q(pk__in=[])
    for post in user.posts_in_force:
        if post.role in DISTRICT_READERS:
            readable |= Q(declaration__community__code__startswith=post.reach)
    return Survey.objects.visible_to(user).filter(readable)


class Signal(models.Model):
    """What one kind of signal showed in one community when its box was opened.

    ``figure`` and ``expected`` are shares of 1 or numbers, as the kind has it. Where it is
    raised, ``without_residents`` and ``without_rate`` are R and the rate of the other
    ``without_valid`` answers, if ten or more were left out and thirty or more remain.
    """

    class Kind(models.TextChoices):
        STRAIGHT = "straight", _("The same answer throughout")
        TOP = "top", _("The best answer throughout")
        FAST = "fast", _("Answered too fast")
        UNMEASURED = "unmeasured", _("No time measured")
        IDENTICAL = "identical", _("Identical answers")
        ALIKE = "alike", _("Answers too much alike")
        DEVICE = "device", _("Many answers from one device")
        BURST = "burst", _("Many answers in a quarter of an hour")
        HOUR = "hour", _("A large part in one hour")
        TURNOUT = "turnout", _("Nearly every slip used")
        ASSISTED = "assisted", _("Many answers with help of the staff")
        COMPLAINTS = "complaints", _("Complaints of residents")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    figure = models.DecimalField(max_digits=12, decimal_places=4)
    expected = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    n = models.PositiveIntegerField()
    is_raised = models.BooleanField(default=False)
    without_residents = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    without_rate = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    without_valid = models.PositiveIntegerField(null=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        ordering = ["survey", "-is_raised", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "kind"], name="signal_kind_once"),
            models.CheckConstraint(condition=Q(n__gte=SMALLEST), name="signal_of_ten_or_more"),
            models.CheckConstraint(
                condition=Q(without_valid=None, without_residents=None, without_rate=None)
                | Q(is_raised=True, without_valid__gte=FEWEST_LEFT),
                name="signal_without_of_thirty_or_more",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class SignalReview(models.Model):
    """What somebody found when they looked into a signal, or into a survey as a whole.

    Rows are only added. Nothing follows from one by itself; a survey that is repeated, or answers
    that are set aside, are other people's acts, and this says that they were decided on.
    """

    class Outcome(models.TextChoices):
        NOTHING = "nothing", pgettext_lazy("outcome of a review", "Nothing found")
        EXPLAINED = "explained", pgettext_lazy("outcome of a review", "There is a good reason")
        PASSED_ON = "passed_on", pgettext_lazy("outcome of a review", "Passed on to supervision")
        SET_ASIDE = "set_aside", pgettext_lazy("outcome of a review", "Answers to be set aside")
        REPEATED = "repeated", pgettext_lazy("outcome of a review", "Survey to be repeated")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="signal_reviews")
    signal = models.ForeignKey(
        Signal, models.PROTECT, null=True, blank=True, related_name="reviews"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    text = models.CharField(max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("review of a signal")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="signal_review_says_something"),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
