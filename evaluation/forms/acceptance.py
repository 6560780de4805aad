"""Forms of the last steps: public notice, decision, certificates."""

from datetime import datetime, time, timedelta

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Place, Stage
from evaluation.models import ACCEPTING_LEVELS, Certificate, Declaration, Level


class NoticeForm(forms.Form):
    """The communities on a notice, its dates and its words."""

    declarations = forms.ModelMultipleChoiceField(
        label=_("Communities"),
        queryset=Declaration.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one community for the notice.")},
    )
    first_day = forms.DateField(label=_("First day"))
    last_day = forms.DateField(
        label=_("Last day"),
        help_text=_("At least 7 calendar days and at least 5 working days, both days counted."),
    )
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    text_zh = forms.CharField(
        label=_("Text in Chinese"), max_length=4000, required=False, widget=forms.Textarea
    )
    text_en = forms.CharField(
        label=_("Text in English"), max_length=4000, required=False, widget=forms.Textarea
    )

    def __init__(self, *args, waiting, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["declarations"]
        field.queryset = waiting  # type: ignore[attr-defined]
        field.label_from_instance = _named  # type: ignore[attr-defined]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last:
            if last < first:
                self.add_error("last_day", _("The last day lies before the first."))
            cleaned["opens_at"] = _moment(first, time(0, 0))
            cleaned["closes_at"] = _moment(last + timedelta(days=1), time(0, 0))
            cleaned["closes_at"] -= timedelta(seconds=1)
        return cleaned


def _moment(day, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _named(declaration: Declaration) -> str:
    result = declaration.result
    return _("%(community)s, %(street)s: %(level)s, %(composite)s") % {
        "community": declaration.community.name,
        "street": declaration.community.parent.name,
        "level": Level(result.level).label,
        "composite": result.composite if result.composite is not None else "–",
    }


LEVEL_DECISIONS = [
    (Level.EXCELLENT.value, _("Accept as excellent")),
    (Level.GOOD.value, _("Accept as good")),
    (Level.QUALIFIED.value, _("Accept as qualified")),
    (Level.NOT_YET.value, _("Do not accept")),
]


class DecisionForm(forms.Form):
    """Accept at a level, or do not accept."""

    level = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        choices=LEVEL_DECISIONS,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Needed where the decision differs from the proposed level."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CertificateFilter(django_filters.FilterSet):
    """Certificates by community or number, street, level and stage."""

    q = django_filters.CharFilter(label=_("Community or number"), method="search")
    stage = django_filters.ModelChoiceFilter(
        label=_("Stage"),
        field_name="decision__declaration__stage",
        empty_label=_("All stages"),
        queryset=Stage.objects.filter(kind=Stage.Kind.EVALUATION),
    )
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
        fields = ["q", "stage", "level", "street"]

    def search(self, queryset, name, value):
        community = "decision__declaration__community"
        words = Q(printed_number__icontains=value)
        for field in ("name_zh", "name_en"):
            words |= Q(**{f"{community}__{field}__icontains": value})
        year, _dash, number = value.partition("-")
        if year.isdecimal() and number.isdecimal() and len(value) < 12:
            words |= Q(year=int(year), number=int(number))
        return queryset.filter(words)


class BundleForm(forms.Form):
    """Which certificates go together into one file, and of which kind."""

    FORMS = [("pdf", _("One PDF for printing")), ("zip", _("A ZIP with one PDF each"))]

    chosen = forms.ModelMultipleChoiceField(
        queryset=Certificate.objects.none(),
        error_messages={"required": _("Choose at least one certificate.")},
    )
    form = forms.ChoiceField(label=_("Put the certificates in"), choices=FORMS, initial="pdf")

    def __init__(self, *args, certificates, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].queryset = certificates  # type: ignore[attr-defined]
