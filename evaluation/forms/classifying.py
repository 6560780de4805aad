"""What the office says of many communities at once, and of each."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import CommunityClass, Place, Title
from evaluation.forms.places_field import PlacesField
from evaluation.forms.remembering import RememberingForm

MOST_HOUSEHOLDS = 200_000
MOST_PEOPLE = 1_000_000

CHOSEN = "chosen"
ALL = "all"


class ClassifyForm(forms.Form):
    """Which communities, and what is set for them. What is left empty stays as it is."""

    community_class = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    title = forms.ChoiceField(label=gettext_lazy("Title held"), required=False)
    households = forms.IntegerField(
        label=gettext_lazy("Households"), required=False, min_value=0, max_value=MOST_HOUSEHOLDS
    )
    population = forms.IntegerField(
        label=gettext_lazy("Population"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    confirm_names = forms.BooleanField(
        label=gettext_lazy("Confirm the proposed English names"), required=False
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("For which communities"), widget=forms.RadioSelect, initial=CHOSEN
    )
    chosen = PlacesField(
        Place.objects.none(), label=gettext_lazy("Communities ticked"), required=False
    )

    def __init__(self, data=None, *, readable, found, count: int, initial=None) -> None:
        """``found`` is what the filters leave of what is ``readable``; ticked is ticked, also
        where somebody else's change has taken it out of the filters meanwhile."""
        super().__init__(data, initial=initial)
        self.found = found
        leave = [("", _("Leave as it is"))]
        self.fields["community_class"].choices = leave + CommunityClass.choices
        self.fields["title"].choices = leave + Title.choices
        self.fields["scope"].choices = [
            (CHOSEN, _("Those ticked in the list")),
            (ALL, _("All %(count)s that the filters leave") % {"count": count}),
        ]
        self.fields["chosen"].queryset = readable

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["scope"] == CHOSEN and not cleaned["chosen"]:
            self.add_error("scope", _("Tick at least one community in the list."))
        if not self.values and not cleaned["confirm_names"]:
            self.add_error(None, _("Say what is to be set: class, title, number or names."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What is to be set, by field."""
        names = ("community_class", "title", "households", "population")
        given = {name: self.cleaned_data.get(name) for name in names}
        return {name: value for name, value in given.items() if value not in {"", None}}

    def places(self) -> list[Place]:
        """The communities that are meant."""
        is_all = self.cleaned_data["scope"] == ALL
        return list(self.found if is_all else self.cleaned_data["chosen"])

    def ticked(self) -> list[str]:
        """The codes that are ticked, so that an error loses none."""
        return self.data.getlist("chosen") if self.is_bound else []


class NameForm(RememberingForm):
    """One line of a grid: the English name of a place. Its labels are said, not seen."""

    name_en = forms.CharField(required=False, max_length=100)
    confirm = forms.BooleanField(required=False)

    SHOWN = ("name_en",)

    def __init__(self, data=None, *, place: Place) -> None:
        self.place = place
        initial = {name: getattr(place, name) for name in self.SHOWN}
        super().__init__(data, prefix=place.code, initial=initial)
        for name, field in self.fields.items():
            field.label = self.labels()[name] % {"community": place.name}
            field.widget.attrs["aria-label"] = field.label
        if place.name_en_is_confirmed:
            del self.fields["confirm"]

    def labels(self) -> dict[str, str]:
        return {
            "name_en": _("English name of %(community)s"),
            "confirm": _("Confirm the English name of %(community)s"),
        }

    def clean_name_en(self) -> str:
        name = self.cleaned_data["name_en"]
        if not name and self.place.name_en:
            raise forms.ValidationError(_("Write the English name."))
        return name

    @property
    def new_name(self) -> str:
        """The English name, if this person changed it."""
        return self.changes.get("name_en", "")

    @property
    def confirms(self) -> bool:
        return bool(self.cleaned_data.get("confirm"))


class FiguresForm(NameForm):
    """One line of the grid: the size and the English name of a community."""

    households = forms.IntegerField(required=False, min_value=0, max_value=MOST_HOUSEHOLDS)
    population = forms.IntegerField(required=False, min_value=0, max_value=MOST_PEOPLE)

    SHOWN = ("households", "population", "name_en")

    def labels(self) -> dict[str, str]:
        return super().labels() | {
            "households": _("Households of %(community)s"),
            "population": _("Population of %(community)s"),
        }

    @property
    def figures(self) -> dict[str, int | None]:
        """The numbers that this person changed."""
        numbers = {"households", "population"}
        return {name: value for name, value in self.changes.items() if name in numbers}
