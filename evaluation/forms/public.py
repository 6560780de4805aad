"""What the public can ask: a certificate's number, the accepted communities of a place."""

import re

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from communities.models import Place, Stage
from evaluation.models import ACCEPTING_LEVELS, Certificate

REFERENCE = re.compile(r"(?:.*\D)?(\d{4})\D+(\d{1,9})\D*")
"""Year and number, whatever the printed number puts before, between or after them."""


class ReferenceForm(forms.Form):
    """The number of a certificate, as printed (HX-2025-0001) or bare (2025-1)."""

    number = forms.CharField(label=_("Certificate number"), max_length=40)

    def clean_number(self) -> str:
        found = REFERENCE.fullmatch(self.cleaned_data["number"].strip())
        if not found or int(found[2]) == 0:
            raise forms.ValidationError(
                _("Write the number as on the certificate, for example 2025-0001.")
            )
        return f"{found[1]}-{int(found[2]):04d}"


class AcceptedFilter(django_filters.FilterSet):
    """Accepted communities by year, level and street, or by name."""

    q = django_filters.CharFilter(label=_("Community or street"), method="search")
    year = django_filters.ChoiceFilter(label=_("Year"), empty_label=_("All years"))
    level = django_filters.ChoiceFilter(
        label=_("Level"),
        field_name="decision__level",
        empty_label=_("Any level"),
        choices=[(level.value, level.label) for level in ACCEPTING_LEVELS],
    )
    street = django_filters.ModelChoiceFilter(
        label=_("Street"),
        field_name="decision__declaration__community__parent",
        empty_label=_("All streets"),
        queryset=Place.objects.streets(),
        to_field_name="code",
    )

    class Meta:
        model = Certificate
        fields = ["q", "street", "level", "year"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        years = Stage.objects.order_by("-year").values_list("year", flat=True).distinct()
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def search(self, queryset, name, value):
        community = "decision__declaration__community"
        words = Q()
        for field in ("name_zh", "name_en", "parent__name_zh", "parent__name_en"):
            words |= Q(**{f"{community}__{field}__icontains": value})
        return queryset.filter(words)
