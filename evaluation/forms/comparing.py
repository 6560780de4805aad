"""What is chosen to compare versions of a standard and to try one out."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.filters import FilterForm
from evaluation.acceptance.trials import Trial
from evaluation.forms.number_fields import PlainDecimalField
from evaluation.models import Standard
from evaluation.standards.content import StandardContent, class_keys_of
from evaluation.standards.messages import CLASSES

OTHER = "with"
"""The parameter that names the other version; no name for a field in Python."""
SURELY, POSSIBLY, NOT_AT_ALL = "surely", "possibly", "no"


class OtherVersionForm(FilterForm):
    """The version to compare with."""

    def __init__(self, query: Any, versions: Iterable[Standard], chosen: Standard | None) -> None:
        super().__init__({**query.dict(), OTHER: chosen.pk if chosen else ""})
        choices = [(one.pk, version_in_words(one)) for one in versions]
        self.fields[OTHER] = forms.ChoiceField(
            label=_t("Compare with"), required=False, choices=choices
        )


def version_in_words(standard: Standard) -> str:
    """“2005, version 2”: short enough for a narrow field."""
    return _t("%(edition)s, version %(version)s") % {
        "edition": standard.edition,
        "version": standard.version,
    }


class TrialFilter(FilterForm):
    """Which communities of a trial are shown; ``with`` goes along."""

    q = forms.CharField(label=_("Community"))
    change = forms.ChoiceField(label=_("Change of level"))

    def __init__(self, query: Any, versions: Iterable[Standard], chosen: Standard | None) -> None:
        super().__init__({**query.dict(), OTHER: chosen.pk if chosen else ""})
        self.fields["change"].choices = [
            ("", _t("Any")),
            (SURELY, _t("Another level surely")),
            (POSSIBLY, _t("Another level possibly")),
            (NOT_AT_ALL, _t("The same level")),
        ]
        choices = [(one.pk, version_in_words(one)) for one in versions]
        self.fields[OTHER] = forms.ChoiceField(
            label=_t("Results under"), required=False, choices=choices
        )
        self.full_clean()

    def narrow(self, trials: Iterable[Trial]) -> list[Trial]:
        """The trials that match."""
        text = self.cleaned_data.get("q", "").casefold()
        change = self.cleaned_data.get("change", "")
        return [
            one
            for one in trials
            if (not change or _kind(one) == change) and (not text or text in _names(one))
        ]

    def chips(self) -> list[dict[str, str]]:
        return [chip for chip in super().chips() if chip["key"] != OTHER]

    @property
    def is_on(self) -> list[str]:
        """The filters that are on, the version left out: there is always one."""
        return [name for name in self.chosen() if name != OTHER]


def _kind(trial: Trial) -> str:
    if trial.tried is None:
        return ""
    if trial.changes_surely:
        return SURELY
    return POSSIBLY if trial.changes_possibly else NOT_AT_ALL


def _names(trial: Trial) -> str:
    community = trial.result.declaration.community
    return f"{community.name_zh} {community.name_en} {community.code}".casefold()


class SampleForm(FilterForm):
    """The class to fill the standard in for, and what its residents say."""

    score = PlainDecimalField(
        label=_("Residents’ score"), min_value=0, max_value=100, decimal_places=2
    )
    rate = PlainDecimalField(
        label=_("Satisfaction rate, in %"), min_value=0, max_value=100, decimal_places=2
    )
    USUAL = {"score": Decimal(85), "rate": Decimal(90)}

    def __init__(self, query: Any, content: StandardContent) -> None:
        keys = class_keys_of(content)
        given = {"class": keys[0] if keys else "", **self.USUAL, **query.dict()}
        super().__init__(given)
        self.fields = {
            "class": forms.ChoiceField(
                label=_t("Class of community"),
                required=False,
                choices=[(key, CLASSES[key]) for key in keys],
            ),
            **self.fields,
        }
        self.full_clean()
        chosen = self.cleaned_data.get("class")
        self.class_key = chosen or (keys[0] if keys else "")

    def number(self, name: str) -> Decimal:
        """What was entered, the usual figure where nothing sensible was."""
        value = self.cleaned_data.get(name)
        return self.USUAL[name] if value is None else value
