"""What a closed survey may be compared by, as columns that a database sorts and adds up.

They stand in a table of their own and not beside the tally: SQLite would have to read through
each tally, which is ten times as long as all of the rest, to get at what lies behind it.
"""

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Stage
from evaluation.surveys.models import Questionnaire, Survey


def exact(**options) -> models.DecimalField:
    """Percent or points from 0 to 100, ten places behind the point; empty where there is none."""
    return models.DecimalField(max_digits=13, decimal_places=10, null=True, blank=True, **options)


class SurveyFigures(models.Model):
    """The rate and R of a community with their intervals, in percent and points; nothing of them
    where the score is withheld. Written once, by ``storing.store_tallies``. Read through the
    survey, whose ``visible_to`` says by whom.

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


class QuestionTotal(models.Model):
    """One question or dimension over all published surveys of a stage with one questionnaire.

    ``mean_sum`` and ``satisfied_sum`` add up each figure times the households of its community,
    in hundred-millionths: SQLite keeps a Decimal of more than 15 digits as a float, and a whole
    number of 18 exactly. They are changed as each survey is counted, by ``storing.store_tallies``;
    a page beside the district would otherwise add up every question of every community.
    """

    UNIT = Decimal("0.00000001")

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+")
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=QuestionFigure.Kind.choices)
    key = models.CharField(max_length=60)
    communities = models.PositiveIntegerField(default=0)
    households = models.PositiveBigIntegerField(default=0)
    mean_sum = models.BigIntegerField(default=0)
    satisfied_sum = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("question over a stage")
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "questionnaire", "kind", "key"], name="question_total_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} of stage {self.stage_id}"

    def add(self, line: QuestionFigure, households: int | None, sign: int = 1) -> None:
        """Add a community's figure, or take it off again with -1."""
        weight = sign * (households or 0)
        self.communities += sign
        self.households += weight
        self.mean_sum += weight * self._in_units(line.mean)
        self.satisfied_sum += weight * self._in_units(line.satisfied or Decimal(0))

    def _in_units(self, figure: Decimal) -> int:
        return int((figure / self.UNIT).to_integral_value(ROUND_HALF_UP))

    @property
    def mean(self) -> Decimal:
        """Of 100, weighted by households."""
        return self.UNIT * self.mean_sum / self.households

    @property
    def satisfied(self) -> Decimal | None:
        """Percent, weighted by households; None for a dimension."""
        is_question = self.kind == QuestionFigure.Kind.ITEM
        return self.UNIT * self.satisfied_sum / self.households if is_question else None
