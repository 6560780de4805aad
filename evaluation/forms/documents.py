"""What can be asked of the papers: a report, a commendation list, and which ones to show."""

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communities.models import Programme, Stage
from evaluation.declarations.states import DECIDED
from evaluation.documents.dossiers import FORMS
from evaluation.documents.models import DocumentQuerySet
from evaluation.models import ACCEPTING_LEVELS, Declaration, Document, DocumentState, Level

MOST_UNITS = 50  # streets and departments together, in a campaign of a county or district


def own_language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def language_field() -> forms.ChoiceField:
    """Each language is named in itself, so that everybody finds their own."""
    return forms.ChoiceField(
        label=_("Language of the paper"),
        choices=settings.LANGUAGES,
        initial=own_language,
        widget=forms.RadioSelect,
    )


class StageChoice(forms.ModelChoiceField):
    def label_from_instance(self, stage: Stage) -> str:
        return f"{stage.label} · {stage.title}"


class ReportForm(forms.Form):
    """The yearly report of one stage."""

    about = _(
        "Work done, coverage, levels by street, what residents say, every community by name. "
        "Every figure comes from a decided result."
    )

    stage = StageChoice(
        label=_("Stage"),
        queryset=Stage.objects.filter(kind=Stage.Kind.EVALUATION).order_by("-ordinal"),
        empty_label=None,
    )
    language = language_field()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        decided = Declaration.objects.filter(stage=OuterRef("pk"), state__in=DECIDED)
        # The last stage of a programme lies ahead; its report would have nothing to tell.
        latest = self.fields["stage"].queryset.filter(Exists(decided)).first()
        self.fields["stage"].initial = latest


def count_field(label: str, initial: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        validators=[MinValueValidator(0), MaxValueValidator(most)],
        widget=forms.NumberInput(attrs={"min": 0, "max": most}),
    )


class CommendationForm(forms.Form):
    """The commendation list of a programme, and the terms it is drawn up by.

    The names of the terms are those that ``tasks.commending.Terms`` reads.
    """

    about = _(
        "Demonstration sites, outstanding streets and departments, ranked, each place with its "
        "reason and each exclusion with its rule."
    )

    programme = forms.ModelChoiceField(
        label=_("Programme"), queryset=Programme.objects.all(), empty_label=None
    )
    sites = count_field(_("Demonstration sites"), 10, 200)
    level = forms.ChoiceField(
        label=_("Lowest level of a site"),
        choices=[(level.value, level.label) for level in ACCEPTING_LEVELS],
        initial=Level.EXCELLENT,
    )
    streets = count_field(_("Outstanding streets"), 3, MOST_UNITS)
    departments = count_field(_("Outstanding departments"), 3, MOST_UNITS)
    done_at_least = count_field(_("Measures a department must have done, in per cent"), 80, 100)
    next_in_line = count_field(_("Next in line to show"), 3, 50)
    language = language_field()

    TERMS = ("sites", "level", "streets", "departments", "done_at_least", "next_in_line")

    def clean_departments(self) -> int:
        units = self.cleaned_data["departments"] + self.cleaned_data.get("streets", 0)
        if units > MOST_UNITS:
            raise ValidationError(
                _("At most %(most)s streets and departments together can be commended."),
                params={"most": MOST_UNITS},
            )
        return self.cleaned_data["departments"]

    @property
    def terms(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.TERMS}


class DossierForm(forms.Form):
    """The dossier of a round; the button that is pressed says in which form."""

    language = language_field()
    form = forms.ChoiceField(choices=[(form, form) for form in FORMS])


class PaperFilter(django_filters.FilterSet):
    """Papers by kind and by whether they are there. Certificates are many and have a page of
    their own, so they are shown only when asked for."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Document.Kind.choices,
        empty_label=_("All but certificates"),
        method="of_kind",
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=DocumentState.choices, empty_label=_("Any state")
    )

    class Meta:
        model = Document
        fields = ["kind", "state"]

    @property
    def qs(self) -> DocumentQuerySet:
        found = super().qs
        shows_certificates = self.form.is_valid() and self.form.cleaned_data["kind"]
        return found if shows_certificates else found.filter(~Q(kind=Document.Kind.CERTIFICATE))

    def of_kind(self, queryset: DocumentQuerySet, name: str, value: str) -> DocumentQuerySet:
        return queryset.filter(kind=value)
