"""What residents are promised, point by point."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.forms.questionnaire_fields import (
    Group,
    Plain,
    QuestionnaireForm,
    add_pair,
    shown_pairs,
    typed_pair,
    with_keys,
)
from evaluation.forms.questionnaire_lists import optional_code
from evaluation.standards.reading import TextPair
from evaluation.surveys import promises

MOST_PROMISES = 20


def promise_text(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=4000, widget=widget)


class PromisesForm(QuestionnaireForm):
    """What residents are promised. Whether a point is shown is decided elsewhere
    (``surveys/promises.py``)."""

    def add_fields(self) -> None:
        for place in range(self._count()):
            words = {"number": place + 1}
            self.fields[f"p{place}_key"] = optional_code(_("Point %(number)s: key") % words)
            add_pair(self, f"p{place}", _("Point %(number)s") % words, promise_text)
        self.fields["count"] = forms.CharField(
            widget=forms.HiddenInput, required=False, max_length=3
        )

    def _count(self) -> int:
        """As many as the page had, or all there are and a blank one."""
        sent = self.data.get("count", "") if self.is_bound else ""
        if sent.isdecimal() and len(sent) < 4:
            more = 1 if "more_rows" in self.data else 0
            return min(int(sent) + more, MOST_PROMISES)
        return min(len(self.plain["privacy"]) + 1, MOST_PROMISES)

    def groups(self) -> list[Group]:
        left_out = self._left_out()
        return [
            Group(
                _t("Point %(number)s") % {"number": place + 1},
                [self[f"p{place}_{name}"] for name in ("key", "zh", "en")],
                note=_t("Residents are not shown this point in these words.")
                if self[f"p{place}_key"].value() in left_out
                else "",
            )
            for place in range(self._count())
        ]

    def _left_out(self) -> list[str]:
        points = [(one["key"], TextPair(**one["text"])) for one in self.plain["privacy"]]
        return promises.points_left_out(points)

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = {"count": str(self._count())}
        for place, one in enumerate(self.plain["privacy"]):
            found[f"p{place}_key"] = one["key"]
            found |= shown_pairs({f"p{place}": one["text"]}, (f"p{place}",))
        return found

    def _kept(self) -> list[int]:
        typed = self.cleaned_data
        names = ("key", "zh", "en")
        return [
            place
            for place in range(self._count())
            if any(typed.get(f"p{place}_{name}") for name in names)
        ]

    def applied(self, plain: Plain) -> dict[str, Any]:
        typed = self.cleaned_data
        points = [
            {"key": typed[f"p{place}_key"].strip(), "text": typed_pair(typed, f"p{place}")}
            for place in self._kept()
        ]
        return {**plain, "privacy": with_keys(points, "point")}

    def field_of(self, where: str) -> str | None:
        found = re.match(r"privacy\[(\d+)\]\.(.*)", where)
        kept = self._kept() if self.is_bound else list(range(self._count()))
        if not found or int(found[1]) >= len(kept):
            return "p0_key"
        place, inner = kept[int(found[1])], found[2]
        if inner.startswith("text"):
            return f"p{place}_{'en' if inner.endswith('.en') else 'zh'}"
        return f"p{place}_key"
