"""What narrows the comparison of communities by what their residents say."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from communities.forms.filters import FilterForm
from evaluation.models import Survey

BELOW, ABOVE, OPEN, WITHHELD = "below", "above", "open", "withheld"


class ResultsFilter(FilterForm):
    """Stage, street, free text, and how the rate stands to the target (percent, if there is one).

    A stage is always chosen; the others narrow.
    """

    q = forms.CharField(label=_("Name or code"))
    stage = forms.ChoiceField(label=_("Stage"))
    street = forms.ChoiceField(label=_("Street"))
    stands = forms.ChoiceField(label=_("Satisfaction rate"))

    def __init__(
        self,
        query: Any,
        *,
        stages: Sequence[tuple[str, str]],
        streets: Sequence[tuple[str, str]],
        target: Decimal | None,
    ) -> None:
        super().__init__(query)
        self.target = target
        self.fields["stage"].choices = stages
        self.fields["street"].choices = [("", _t("All streets")), *streets]
        self.fields["stands"].choices = [
            ("", pgettext("of results", "All of them")),
            *(
                [
                    (BELOW, _t("Below the target")),
                    (OPEN, _t("No real difference")),
                    (ABOVE, _t("Above the target")),
                ]
                if target is not None
                else []
            ),
            (WITHHELD, pgettext("of a result", "Not published")),
        ]
        if len(stages) < 2:
            del self.fields["stage"]
        if len(streets) < 2:
            del self.fields["street"]
        self.full_clean()

    def chosen(self) -> dict[str, Any]:
        """The stage says what is looked at, and is nothing that could be taken away."""
        return {name: value for name, value in super().chosen().items() if name != "stage"}

    def narrow(self, rows: QuerySet[Survey]) -> QuerySet[Survey]:
        chosen = self.chosen()
        place = "declaration__community__"
        if text := chosen.get("q"):
            named = Q(**{f"{place}name_zh__icontains": text})
            named |= Q(**{f"{place}name_en__icontains": text})
            rows = rows.filter(named | Q(**{f"{place}code__startswith": text}))
        if street := chosen.get("street"):
            rows = rows.filter(**{f"{place}parent__code": street})
        if stands := chosen.get("stands"):
            rows = self._standing(rows, stands)
        return rows

    def _standing(self, rows: QuerySet[Survey], stands: str) -> QuerySet[Survey]:
        if stands == WITHHELD:
            return rows.exclude(figures__withheld="")
        of = "figures__"
        rows = rows.filter(figures__satisfaction_rate__isnull=False).alias(
            low=Coalesce(F(f"{of}rate_low"), F(f"{of}satisfaction_rate")),
            high=Coalesce(F(f"{of}rate_high"), F(f"{of}satisfaction_rate")),
        )
        below, above = Q(high__lt=self.target), Q(low__gte=self.target)
        return rows.filter({BELOW: below, ABOVE: above, OPEN: ~below & ~above}[stands])
