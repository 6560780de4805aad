"""Filters of the communities under a measure, and what a liaison notes about them."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.forms.chosen import ChosenField
from communities.forms.filters import FilterForm
from communities.models import MeasureReport, Place
from harmony.shared import clock


class MeasureFilter(FilterForm):
    """Street, stage, state and free text; ``streets`` and ``stages`` are pairs to choose from."""

    q = forms.CharField(label=_("Name or code"), max_length=100)
    street = forms.ChoiceField(label=_("Street"))
    stage = forms.ChoiceField(label=_("Stage"))
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Any state")), *MeasureReport.State.choices]
    )

    def __init__(self, query: Any, *, streets=(), stages=()) -> None:
        self.streets, self.stages = list(streets), list(stages)
        super().__init__(query)

    def full_clean(self) -> None:
        self.fields["street"].choices = [("", _("All streets")), *self.streets]
        self.fields["stage"].choices = [("", _("Any stage")), *self.stages]
        super().full_clean()

    def narrow(self, communities):
        """The communities, read with the state of the measure, that fit."""
        chosen = self.chosen()
        if street := chosen.get("street"):
            communities = communities.filter(code__startswith=street)
        if stage := chosen.get("stage"):
            # The plan of a stage is kept by the evaluation, one storey up; only its name is used.
            communities = communities.filter(declarations__stage=stage)
        if state := chosen.get("state"):
            communities = communities.filter(state=state)
        if words := chosen.get("q"):
            named = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
            communities = communities.filter(named | Q(code__startswith=words))
        return communities


class ReportForm(forms.Form):
    """State, date and a line about a measure."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Choose")), *MeasureReport.State.choices]
    )
    date = forms.DateField(label=_("Date"), widget=forms.DateInput)
    line = forms.CharField(
        label=_("One line"),
        max_length=200,
        required=False,
        help_text=_("What was done, or what is missing."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"date": clock.today()}, **kwargs)


class ReportForManyForm(ReportForm):
    """The same for the communities that are ticked, or for all that the filters show."""

    communities = ChosenField(
        Place.objects.none(), label=_("Communities"), to_field_name="code", required=False
    )
    everywhere = forms.BooleanField(required=False)

    def __init__(self, *args: Any, communities, shown, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["communities"].queryset = communities
        self.shown = shown

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.pop("everywhere", False):
            typed["communities"] = list(self.shown)
        return typed
