"""What stands above the criteria of a draft: titles, totals, weights, moderation; and levels."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from evaluation.forms.number_fields import WrittenNumber
from evaluation.forms.standard_parts import long_text, number, pair_fields, text
from evaluation.models import Level
from evaluation.standards.classes import CLASSES
from evaluation.standards.content.shapes import LEVEL_KEYS
from evaluation.standards.messages import CLASSES as CLASS_LABELS

Plain = Mapping[str, Any]

# Where each number of the form stands in the plain values.
NUMBERS = {
    "base_points": ("base_points",),
    "common": ("declared_totals", "common"),
    "class_specific": ("declared_totals", "class_specific"),
    "bonus_cap": ("bonus", "cap"),
    "penalty_cap": ("penalties", "cap"),
    "professional": ("weights", "professional"),
    "residents": ("weights", "residents"),
    "tolerance": ("moderation", "tolerance_percent_of_points"),
    "appraisers": ("moderation", "appraisers_at_least"),
}
LABELS = {
    "base_points": _("Points of the whole standard, for every class"),
    "common": _("of these in common criteria"),
    "class_specific": _("of these in criteria of the class"),
    "bonus_cap": _("Bonus, at most"),
    "penalty_cap": _("Penalties, at most"),
    "professional": _("Weight of the professional appraisal, 0 to 1"),
    "residents": _("Weight of the residents, 0 to 1"),
    "tolerance": _("Tolerance between appraisers, in per cent of a criterion’s points"),
    "appraisers": _("Appraisers, at least"),
}


def _found(plain: Plain, path: tuple[str, ...]) -> Any:
    for key in path:
        plain = plain.get(key) or {}
    return plain if not isinstance(plain, dict) else ""


class SeenForm(forms.Form):
    """Which content of the draft a confirmation was shown for."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)


class HeadForm(forms.Form):
    use_required_attribute = False

    def __init__(self, data=None, *, plain: Plain) -> None:
        super().__init__(data)
        self.plain = plain
        self.fields["edition"] = text(_("Edition"), longest=20)
        self.fields |= pair_fields("title", _("Title"))
        notice = pgettext_lazy("of a standard", "Notice")
        self.fields |= pair_fields("notice", notice, long_text, required=False)
        self.fields["classes"] = forms.MultipleChoiceField(
            label=_("Classes of community that are judged by it"),
            choices=[(name, CLASS_LABELS[name]) for name in CLASSES],
            widget=forms.CheckboxSelectMultiple,
        )
        for name, label in LABELS.items():
            self.fields[name] = number(label)
        self.initial = self._initial()

    def _initial(self) -> dict[str, Any]:
        found = {name: str(_found(self.plain, path)) for name, path in NUMBERS.items()}
        for key in ("title", "notice"):
            stored = self.plain.get(key) or {}
            found |= {f"{key}_{language}": stored.get(language, "") for language in ("zh", "en")}
        return found | {"edition": self.plain["edition"], "classes": self.plain["classes"]}

    def applied(self, plain: Plain) -> dict[str, Any]:
        """The plain values of the standard with what was typed."""
        typed, new = self.cleaned_data, dict(plain)
        new |= {"edition": typed["edition"], "classes": typed["classes"]}
        for key in ("title", "notice"):
            pair = {language: typed[f"{key}_{language}"] for language in ("en", "zh")}
            new[key] = pair
            if not any(pair.values()):
                del new[key]
        for name, path in NUMBERS.items():
            value = typed[name].strip()
            kept: Any = int(value) if name == "appraisers" and value.isdecimal() else value
            if len(path) == 1:
                new[path[0]] = kept
            else:
                new[path[0]] = {**new.get(path[0], {}), path[1]: kept}
        return new

    def field_of(self, path: str) -> str | None:
        keys = tuple(re.split(r"[.\[]", path))
        for name, place in NUMBERS.items():
            if keys[: len(place)] == place:
                return name
        if keys[0] in {"title", "notice"}:
            return f"{keys[0]}_{keys[1] if len(keys) > 1 else 'zh'}"
        if keys[0] == "weights":
            return "professional"
        return keys[0] if keys[0] in self.fields else None


class LevelsForm(forms.Form):
    """The conditions of each level; an empty field asks for nothing."""

    use_required_attribute = False
    CONDITIONS = {
        "composite_at_least": _("Composite score, at least"),
        "satisfaction_rate_at_least": _("Satisfaction rate in per cent, at least"),
        "dimension_share_at_least": _("Share of the points in every dimension, at least"),
        "valid_answers_at_least": _("Valid answers, at least"),
        "quota": _("At most so many per cent of the stage"),
    }

    def __init__(self, data=None, *, plain: Plain) -> None:
        super().__init__(data)
        self.stored = {level["key"]: level for level in plain["levels"]}
        self.codes = [one["code"] for one in plain["dimensions"]]
        for key in LEVEL_KEYS:
            for name, label in self.CONDITIONS.items():
                words = {"level": Level(key).label, "condition": label}
                hint = _("One number, or “A: 80; B: 70”.") if "share" in name else ""
                self.fields[f"{key}-{name}"] = WrittenNumber(
                    label=_("%(level)s: %(condition)s") % words,
                    required=False,
                    max_length=400,
                    help_text=hint,
                )
            self.initial.update(self._shown(key))

    def _shown(self, key: str) -> dict[str, str]:
        conditions = self.stored.get(key, {}).get("conditions", {})
        found = {name: str(conditions.get(name) or "") for name in self.CONDITIONS}
        floors = conditions.get("dimension_share_at_least") or {}
        found["dimension_share_at_least"] = self._floors_shown(floors)
        found["quota"] = str((conditions.get("quota") or {}).get("percent_of_stage", ""))
        return {f"{key}-{name}": value for name, value in found.items()}

    def _floors_shown(self, floors: Mapping[str, str]) -> str:
        if len(set(floors.values())) == 1 and set(floors) == set(self.codes):
            return str(next(iter(floors.values())))
        return "; ".join(f"{code}: {share}" for code, share in floors.items())

    def applied(self, plain: Plain) -> dict[str, Any]:
        return {**plain, "levels": [self._level(key) for key in LEVEL_KEYS if self._asks(key)]}

    def _asks(self, key: str) -> bool:
        """Whether the standard has this level: it had, or something is asked for it now."""
        return key in self.stored or any(
            self.cleaned_data[f"{key}-{name}"] for name in self.CONDITIONS
        )

    def _level(self, key: str) -> dict[str, Any]:
        typed = {name: self.cleaned_data[f"{key}-{name}"].strip() for name in self.CONDITIONS}
        asked: dict[str, Any] = {
            name: typed[name]
            for name in ("composite_at_least", "satisfaction_rate_at_least")
            if typed[name]
        }
        if typed["dimension_share_at_least"]:
            asked["dimension_share_at_least"] = self._floors(typed["dimension_share_at_least"])
        if answers := typed["valid_answers_at_least"]:
            asked["valid_answers_at_least"] = int(answers) if answers.isdecimal() else answers
        asked["vetoes_at_most"] = 0
        asked["quota"] = self._quota(key, typed["quota"])
        stored = self.stored.get(key, {})
        return {"key": key, "title": stored.get("title") or _named(key), "conditions": asked}

    def _floors(self, typed: str) -> dict[str, str]:
        if ":" not in typed and "：" not in typed:
            return dict.fromkeys(self.codes, typed)
        pairs = (re.split(r"\s*[:：]\s*", each, maxsplit=1) for each in re.split(r"[;；]", typed))
        return {pair[0].strip(): pair[-1].strip() for pair in pairs if pair[0].strip()}

    def _quota(self, key: str, percent: str) -> dict[str, Any] | None:
        if not percent:
            return None
        stored = self.stored.get(key, {}).get("conditions", {}).get("quota") or {}
        return {"order": ["composite"], **stored, "percent_of_stage": percent}

    def field_of(self, path: str) -> str | None:
        found = re.match(r"levels\[(\d+)\]\.conditions\.(\w+)", path)
        keys = [key for key in LEVEL_KEYS if self._asks(key)]
        if not found or int(found[1]) >= len(keys):
            return None
        return f"{keys[int(found[1])]}-{found[2]}"


def _named(key: str) -> dict[str, str]:
    """The name of a level in both languages."""
    names = {}
    for code, language in (("en", "en"), ("zh", "zh-hans")):
        with override(language):
            names[code] = str(Level(key).label)
    return names
