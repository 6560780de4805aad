"""What is chosen to compare versions of a questionnaire."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _t

from communities.forms.filters import FilterForm
from evaluation.models import Questionnaire

OTHER = "with"
"""The parameter that names the other version; no name for a field in Python."""


class OtherQuestionnaireForm(FilterForm):
    """The version to compare with."""

    def __init__(
        self, query: Any, versions: Iterable[Questionnaire], chosen: Questionnaire | None
    ) -> None:
        super().__init__({**query.dict(), OTHER: chosen.pk if chosen else ""})
        choices = [(one.pk, version_in_words(one)) for one in versions]
        self.fields[OTHER] = forms.ChoiceField(
            label=_t("Compare with"), required=False, choices=choices
        )


def version_in_words(questionnaire: Questionnaire) -> str:
    """“2005, version 2”: short enough for a narrow field."""
    return _t("%(edition)s, version %(version)s") % {
        "edition": questionnaire.edition,
        "version": questionnaire.version,
    }
