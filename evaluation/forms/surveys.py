"""What the office fills in when it runs surveys and takes in questionnaires."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.forms.ballot_boxes import KEPT_NOWHERE
from evaluation.models import Survey
from evaluation.standards.messages import with_place
from evaluation.standards.plain_text import plain_from_text
from evaluation.surveys.slips import MOST_SLIPS_AT_ONCE, slips_left

MOST_TYPED = 20_000
"""Characters of codes typed at once: some hundreds of slips."""
MOST_FORMS = 100
"""Forms with a code printed at once: what is made in about a minute."""
LARGEST_FILE = 2_000_000
NOT_PREPARED = "none"


class SlipsForm(forms.Form):
    """One batch: for which building or grid, how many, and how large."""

    label = forms.CharField(
        label=_("Building or grid"),
        max_length=60,
        help_text=_("Printed on each slip, so that they reach the right doors."),
    )
    count = forms.IntegerField(label=_("Slips"), min_value=1, max_value=MOST_SLIPS_AT_ONCE)
    is_large = forms.BooleanField(
        label=_("One slip on each page, in large print"),
        required=False,
        help_text=_("Otherwise four slips share an A4 page, to be cut apart."),
    )
    seen_left = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """How many could be printed when the page was shown: a download leaves the page standing, and
    a second press on it must not print the same slips twice unasked."""

    def __init__(self, *args, survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.left = slips_left(survey)
        self.initial["seen_left"] = self.left
        self.fields["count"].help_text = _(
            "One slip for each household: %(left)s more can be printed, at most %(most)s at once."
        ) % {"left": self.left, "most": MOST_SLIPS_AT_ONCE}

    def clean_count(self) -> int:
        count = self.cleaned_data["count"]
        if count > self.left:
            raise forms.ValidationError(
                _("There is one slip for each household: %(left)d more can be printed."),
                params={"left": self.left},
            )
        return count

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = cleaned.get("seen_left")
        if seen is not None and seen != self.left:
            self.data = self.data.copy()
            self.data["seen_left"] = str(self.left)
            text = _("Slips have been printed since this page was opened. Press to print more.")
            self.add_error(None, text)
        return cleaned


class FormsForm(forms.Form):
    """Forms on paper: in which language, and how many with codes of their own."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    count = forms.IntegerField(
        label=_("Forms with a code"),
        min_value=0,
        max_value=MOST_FORMS,
        required=False,
        help_text=_("Left empty: one form with boxes for the code of a slip, to be copied."),
    )
    label = forms.CharField(
        label=_("Building or grid"),
        max_length=60,
        required=False,
        help_text=_("For forms with a code: they are a batch of their own."),
    )

    def __init__(self, *args, survey, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.left = slips_left(survey)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        count = cleaned.get("count") or 0
        if count > self.left:
            text = _t("There is one slip for each household: %(left)d more can be printed.")
            self.add_error("count", text % {"left": self.left})
        label = (cleaned.get("label") or "").strip()
        if count and not label:
            self.add_error("label", _t("Name the building or grid that these forms are for."))
        if label and not count and "count" not in self.errors:
            text = _t("Give the number of forms too: only forms with a code have a building.")
            self.add_error("count", text)
        return cleaned


class ReprintForm(forms.Form):
    """How large the new slips are."""

    is_large = forms.BooleanField(label=_("One slip on each page, in large print"), required=False)


class VoidForm(forms.Form):
    """Codes of slips that were not delivered, typed or scanned one a line."""

    codes = forms.CharField(
        label=_("Codes of slips that were not delivered"),
        widget=forms.Textarea(attrs={"rows": 5} | KEPT_NOWHERE),
        max_length=MOST_TYPED,
        help_text=_("One code on each line. They cannot be used from then on."),
    )
    is_sure = forms.BooleanField(
        label=_("I have these slips before me; none of them may be used any more"),
        error_messages={
            "required": _("Confirm it: a code that is taken out of use stays so for good.")
        },
    )

    def clean_codes(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class PrepareForm(forms.Form):
    """The plan of a survey: from how many households the sample is taken."""

    households = forms.IntegerField(
        label=_("Households"),
        min_value=1,
        max_value=100_000,
        help_text=_("Registered in the community; the sample is planned from them."),
    )

    def __init__(self, *args, community, **kwargs) -> None:
        """Where the community's record says how many there are, that holds: whoever plans the
        sample does not choose its size."""
        super().__init__(*args, initial={"households": community.households}, **kwargs)
        if community.households:
            self.fields["households"].disabled = True
            self.fields["households"].help_text = _t(
                "As the community’s record says; the sample is planned from them. "
                "A wrong number is corrected there first."
            )


class QuestionnaireFileForm(forms.Form):
    """A file that holds a questionnaire; ``plain`` is what it says once it is valid."""

    file = forms.FileField(
        label=_("File of the questionnaire"),
        help_text=_("YAML or JSON in UTF-8, in the form of the questionnaire of 2005."),
        error_messages={"required": _("Choose the file of the questionnaire.")},
    )
    plain: Any = None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_t("The file is larger than 2 MB."))
        self.plain, problems = plain_from_text(file.read())
        if problems:
            raise forms.ValidationError([with_place(problem) for problem in problems])
        return file


class WrittenQuestionnaireForm(forms.Form):
    """The questionnaire of a preview, on its way back to be taken in."""

    written = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST_FILE)
    plain: Any = None

    def clean_written(self) -> str:
        try:
            self.plain = json.loads(self.cleaned_data["written"])
        except ValueError:
            raise forms.ValidationError(_t("This is not a questionnaire.")) from None
        return self.cleaned_data["written"]


class SurveyFilter(FilterForm):
    """Street, stage, state and free text; streets and stages are pairs of value and words."""

    q = forms.CharField(label=_("Name or code"))
    street = forms.ChoiceField(label=_("Street"))
    stage = forms.ChoiceField(label=_("Stage"))
    state = forms.ChoiceField(label=_("State"))

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
        self.fields["state"].choices = [
            ("", _t("Any state")),
            (NOT_PREPARED, _t("Not prepared")),
            *Survey.State.choices,
        ]
        if len(streets) < 2:
            del self.fields["street"]
        self.full_clean()

    def narrow(self, declarations):
        """The declarations whose surveys match."""
        for name, value in self.chosen().items():
            declarations = declarations.filter(CONDITIONS[name](value))
        return declarations


def _named(text: str) -> Q:
    named = Q(community__name_zh__icontains=text) | Q(community__name_en__icontains=text)
    return named | Q(community__code__startswith=text)


def _in_state(state: str) -> Q:
    return Q(survey=None) if state == NOT_PREPARED else Q(survey__state=state)


CONDITIONS = {
    "q": _named,
    "street": lambda code: Q(community__code__startswith=code),
    "stage": lambda stage: Q(stage=stage),
    "state": _in_state,
}
