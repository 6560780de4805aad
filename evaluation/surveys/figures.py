"""What a closed survey may be compared by, as columns that a database sorts and adds up.

They stand in a table of their own and not beside the tally: SQLite would have to read through
each tally, which is ten times as long as all of the rest, to get at what lies behind it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evaluation.surveys.models import Survey


def exact(**options) -> models.DecimalField:
    """Percent or points from 0 to 100, ten places behind the point; empty where there is none."""
    return models.DecimalField(max_digits=13, decimal_places=10, null=True, blank=True, **options)


class SurveyFigures(models.Model):
    """The rate and R of a community with their intervals, in percent and points; nothing of them
    where the score is withheld. Written once, by ``storing.store_tally``. Read through the survey,
    whose ``visible_to`` says by whom.

    ``slips``: handed out and not taken out of use.
    """

    class Withheld(models.TextChoices):
        FEW = "few", pgettext_lazy("of a result", "Too few valid answers")
        TURNOUT = (
            "turnout",
            pgettext_lazy("of a result", "Fewer than a tenth of the slips came back"),
        )

    survey = models.OneToOneField(Survey, models.CASCADE, related_name="figures")
    slips = models.PositiveIntegerField()
    valid_answers = models.PositiveIntegerField()
    withheld = models.CharField(max_length=8, choices=Withheld.choices, blank=True)
    satisfaction_rate = exact()
    rate_low = exact()
    rate_high = exact()
    residents = exact()
    residents_low = exact()
    residents_high = exact()

    class Meta:
        verbose_name = _("figures of a survey")
        constraints = [
            models.CheckConstraint(
                condition=Q(withheld="")
                | Q(
                    satisfaction_rate=None,
                    rate_low=None,
                    rate_high=None,
                    residents=None,
                    residents_low=None,
                    residents_high=None,
                ),
                name="survey_figures_withheld_are_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"Figures of survey {self.survey_id}"


class QuestionFigure(models.Model):
    """One question or dimension of a published survey: mean of 100, and for a question the share
    of satisfied in percent. Only what enough residents rated."""

    class Kind(models.TextChoices):
        ITEM = "item", _("Question")
        DIMENSION = "dimension", _("Dimension")

    figures = models.ForeignKey(SurveyFigures, models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    key = models.CharField(max_length=60)
    rated = models.PositiveIntegerField()
    mean = models.DecimalField(max_digits=13, decimal_places=10)
    satisfied = exact()

    class Meta:
        verbose_name = _("figure of a question")
        constraints = [
            models.UniqueConstraint(
                fields=["figures", "kind", "key"], name="question_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of figures {self.figures_id}"
