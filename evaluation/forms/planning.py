"""Choosing communities on the plan board."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import Place, Stage
from evaluation.forms.places_field import PlacesField


class PlanForm(forms.Form):
    """Communities of one street, and the stage they go into; no stage takes them out."""

    chosen = PlacesField(
        Place.objects.none(),
        label=gettext_lazy("Communities"),
        error_messages={"required": gettext_lazy("Tick at least one community.")},
    )
    stage = forms.ModelChoiceField(None, label=gettext_lazy("Stage"), required=False)

    def __init__(self, data=None, *, communities, stages: Sequence[Stage]) -> None:
        super().__init__(data)
        self.fields["chosen"].queryset = communities
        self.fields["stage"].queryset = Stage.objects.filter(pk__in=[s.pk for s in stages])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("stage") and "remove" not in self.data and not self.errors:
            raise forms.ValidationError(_("Choose a stage."))
        return cleaned

    def ticked(self) -> list[str]:
        """The codes that are ticked, so that a mistake loses none."""
        return self.data.getlist("chosen") if self.is_bound else []


def read_pairs(
    values: Sequence[str], communities: Sequence[Place], stages: Sequence[Stage]
) -> list[tuple[Place, Stage]]:
    """Communities and stages as a confirmed suggestion names them: “code:stage”.

    What names neither a community of the street nor a stage is left out.
    """
    places = {place.code: place for place in communities}
    by_key = {str(stage.pk): stage for stage in stages}
    named = (value.partition(":")[::2] for value in values)
    return [(places[c], by_key[s]) for c, s in named if c in places and s in by_key]
