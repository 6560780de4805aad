"""What the plan of a stage's questionnaires is worked out from. It stands in the address."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.models import Stage
from evaluation.forms.number_fields import NumberField
from evaluation.standards.figures import plain
from evaluation.surveys.questionnaire_content import SampleContent
from evaluation.surveys.tally.planning import Assumptions

USUAL_RESPONSE = "40"
PERCENT = ("%",)


class PlannerForm(forms.Form):
    """Margin, confidence, response and price; and of which communities."""

    use_required_attribute = False

    margin = NumberField(
        label=_("Margin of error, in percentage points"),
        lowest=Decimal("0.5"),
        highest=Decimal(30),
        places=2,
        units=(*PERCENT, "个百分点"),
        required=True,
        help_text=_("How far the rate may lie from that of all households, up or down."),
    )
    confidence = NumberField(
        label=_("Confidence, in percent"),
        lowest=Decimal(50),
        highest=Decimal("99.9"),
        places=1,
        units=PERCENT,
        required=True,
        help_text=_("In how many of 100 samples the margin is to hold."),
    )
    response = NumberField(
        label=_("Expected response, in percent"),
        lowest=Decimal(1),
        highest=Decimal(100),
        places=1,
        units=PERCENT,
        required=True,
        help_text=_("Valid answers that come back from 100 slips."),
    )
    price = NumberField(
        label=_("Price of a slip, in yuan"),
        highest=Decimal(1000),
        places=2,
        units=("¥", "元", "yuan"),
        help_text=_("For printing and handing out; left empty, no cost is worked out."),
    )
    stage = forms.ChoiceField(label=_("Stage"))
    street = forms.ChoiceField(label=_("Street"), required=False)

    def __init__(
        self,
        query: QueryDict,
        *,
        stages: Sequence[Stage],
        stage: Stage,
        streets: Sequence[tuple[str, str]],
        sample: SampleContent,
    ) -> None:
        """What the address leaves out is as the questionnaire of the stage has it."""
        self.sample = sample
        usual = {
            "stage": str(stage.pk),
            "margin": plain(sample.margin_points),
            "confidence": plain(sample.confidence_percent),
            "response": USUAL_RESPONSE,
        }
        data = query.copy()
        for name, value in usual.items():
            data.setdefault(name, value)
        data["stage"] = str(stage.pk)  # the one that is shown, whatever was asked for
        super().__init__(data)
        self.fields["stage"].choices = [(str(one.pk), one.label) for one in stages]
        self.fields["street"].choices = [("", _t("All streets")), *streets]
        self.full_clean()

    def assumptions(self) -> Assumptions:
        """What was filled in; only of a valid form."""
        filled: dict[str, Any] = self.cleaned_data
        sample = SampleContent(
            margin_points=Decimal(filled["margin"]),
            confidence_percent=Decimal(filled["confidence"]),
            valid_answers_at_least=self.sample.valid_answers_at_least,
        )
        price = Decimal(filled["price"]) if filled["price"] else None
        return Assumptions(sample, Decimal(filled["response"]), price)
