"""What is filled in on the integrity board: filters, reviews of signals, ends of complaints."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.models import Signal, SignalReview

LONGEST_REVIEW = 2000
LONGEST_OUTCOME = 500
EVERYTHING, NOT_REVIEWED, COMPLAINED = "all", "new", "complaints"
THE_WHOLE = "whole"


class IntegrityFilter(FilterForm):
    """Street, stage, kind of signal and what is still to be done; without any, the communities
    with a raised signal or a complaint."""

    q = forms.CharField(label=_("Name or code"), max_length=60)
    street = forms.ChoiceField(label=_("Street"))
    stage = forms.ChoiceField(label=_("Stage"))
    kind = forms.ChoiceField(label=_("Signal"))
    show = forms.ChoiceField(label=_("Show"))

    def __init__(
        self,
        query: Any,
        *,
        streets: Sequence[tuple[str, str]],
        stages: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(query)
        self.fields["street"].choices = [("", _t("All streets")), *streets]
        self.fields["stage"].choices = [("", _t("Any stage")), *stages]
        self.fields["kind"].choices = [("", _t("Any signal")), *Signal.Kind.choices]
        self.fields["show"].choices = [
            ("", _t("With a signal or a complaint")),
            (NOT_REVIEWED, _t("With a signal nobody has reviewed")),
            (COMPLAINED, _t("With an open complaint")),
            (EVERYTHING, _t("All opened questionnaires")),
        ]
        if len(streets) < 2:
            del self.fields["street"]
        self.full_clean()

    def narrow(self, surveys: QuerySet) -> QuerySet:
        """The surveys that match; they carry ``raised``, ``complained``, ``waiting`` and
        ``unreviewed``."""
        chosen = self.chosen()
        surveys = surveys.filter(SHOWN[chosen.pop("show", "")])
        for name, value in chosen.items():
            surveys = surveys.filter(CONDITIONS[name](value))
        return surveys


def _named(text: str) -> Q:
    community = "declaration__community__"
    named = Q(**{f"{community}name_zh__icontains": text})
    named |= Q(**{f"{community}name_en__icontains": text})
    return named | Q(**{f"{community}code__startswith": text})


def _raised(kind: str) -> Q:
    rows = Signal.objects.filter(kind=kind, is_raised=True)
    return Q(pk__in=rows.values("survey"))


SHOWN = {
    "": Q(raised__gt=0) | Q(complained__gt=0),
    NOT_REVIEWED: Q(unreviewed__gt=0),
    COMPLAINED: Q(waiting__gt=0),
    EVERYTHING: Q(state="counted"),
}
CONDITIONS = {
    "q": _named,
    "street": lambda code: Q(declaration__community__code__startswith=code),
    "stage": lambda stage: Q(declaration__stage=stage),
    "kind": _raised,
}


class ReviewForm(forms.Form):
    """What was looked into, what came of it, and why."""

    about = forms.ChoiceField(label=_("What was reviewed"))
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose …")), *SignalReview.Outcome.choices],
        error_messages={"required": _("Say what came of it.")},
    )
    text = forms.CharField(
        label=_("What was done and found"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST_REVIEW,
        help_text=_("Whom you asked, what you saw. It is kept with your name."),
        error_messages={"required": _("Say what was done and found.")},
    )

    def __init__(self, *args, signals: Sequence[Signal], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.signals = {str(signal.pk): signal for signal in signals}
        self.fields["about"].choices = [
            *((pk, str(signal)) for pk, signal in self.signals.items()),
            (THE_WHOLE, _t("The questionnaire as a whole")),
        ]

    def review(self) -> dict[str, Any]:
        """What ``services.review`` takes."""
        given = self.cleaned_data
        return {
            "signal": self.signals.get(given["about"]),
            "outcome": given["outcome"],
            "text": given["text"],
        }


class ComplaintOutcomeForm(forms.Form):
    """What became of a complaint."""

    outcome = forms.CharField(
        label=_("What became of it"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_OUTCOME,
        help_text=_("It is kept with your name and closes the complaint."),
        error_messages={"required": _("Say what became of it.")},
    )
