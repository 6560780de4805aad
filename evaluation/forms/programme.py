"""What the office types about the programme, its stages, its deadlines and its calendar."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.models import Deadline, Place, Programme, Stage, Title
from communities.programme.deadlines import calendar_of, problems_of, proposed_dates
from communities.programme.services import PROGRAMME_FIELDS, STAGE_FIELDS
from evaluation.forms.remembering import RememberingForm
from harmony.shared.wording import in_brackets

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
MINUTES = "%Y-%m-%dT%H:%M"


class ProgrammeForm(RememberingForm):
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    goal_zh = forms.CharField(
        label=_("Goal in Chinese"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    goal_en = forms.CharField(
        label=_("Goal in English"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    decided_by_zh = forms.CharField(
        label=_("Leading group in Chinese"), max_length=200, required=False
    )
    decided_by_en = forms.CharField(
        label=_("Leading group in English"), max_length=200, required=False
    )
    office_zh = forms.CharField(label=_("Office in Chinese"), max_length=200, required=False)
    office_en = forms.CharField(label=_("Office in English"), max_length=200, required=False)
    help_line = forms.CharField(
        label=_("Help line for residents"),
        max_length=40,
        required=False,
        help_text=_("A telephone number, shown on slips, questionnaires and public pages."),
    )
    starts_on = forms.DateField(label=_("Begins on"), widget=forms.DateInput)
    ends_on = forms.DateField(label=_("Ends on"), widget=forms.DateInput)

    def __init__(self, data=None, *, district: Place, programme: Programme | None = None) -> None:
        self.district, self.programme = district, programme
        initial = (
            {name: getattr(programme, name) for name in PROGRAMME_FIELDS} if programme else {}
        )
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _t("The programme must end after it begins."))
        others = Programme.objects.filter(district=self.district, starts_on=first)
        if first and others.exclude(pk=self.programme and self.programme.pk).exists():
            self.add_error("starts_on", _t("Another programme begins on this day."))
        return cleaned


class StageForm(RememberingForm):
    """A stage with what it is judged by and all its dates.

    ``standards`` and ``questionnaires`` are what can be chosen.
    """

    ordinal = forms.IntegerField(label=_("Number of the stage"), min_value=0, max_value=99)
    year = forms.IntegerField(label=_("Year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    kind = forms.ChoiceField(label=_("Kind"), choices=Stage.Kind.choices)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200)
    title_en = forms.CharField(label=_("Title in English"), max_length=200, required=False)
    target = forms.IntegerField(
        label=_("Target number of communities"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("Empty means all the rest."),
    )
    mainly = forms.ChoiceField(
        label=_("Mainly filled from"),
        choices=[("", _("Any title")), *Title.choices],
        required=False,
    )
    standard = forms.ModelChoiceField(
        None, label=_("Evaluation standard"), required=False, empty_label=_("Not chosen yet")
    )
    questionnaire = forms.ModelChoiceField(
        None, label=_("Questionnaire"), required=False, empty_label=_("Not chosen yet")
    )

    BASIS = ("standard", "questionnaire")

    def __init__(
        self,
        data=None,
        *,
        programme: Programme,
        standards,
        questionnaires,
        stage: Stage | None = None,
    ) -> None:
        self.programme, self.stage = programme, stage
        self.base_fields = self.base_fields | _date_fields()
        super().__init__(data, initial=_shown(stage) if stage else _next_stage(programme))
        self.fields["standard"].queryset = standards
        self.fields["standard"].label_from_instance = version_label
        self.fields["questionnaire"].queryset = questionnaires
        self.fields["questionnaire"].label_from_instance = version_label
        if stage is not None:
            del self.fields["kind"]

    @property
    def deadlines(self) -> list[forms.BoundField]:
        return [self[name] for name in Deadline.values]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_number(cleaned.get("ordinal"))
        self._check_year(cleaned.get("year"))
        dates = {name: self._date(name, cleaned) for name in Deadline.values}
        for name, problem in problems_of(dates, calendar_of(self.programme.district)).items():
            self.add_error(name, problem)
        return cleaned

    def _date(self, name: str, cleaned: Mapping[str, Any]) -> datetime | None:
        """The date as it will be: as typed, or as it is where this person left it alone."""
        if self.stage is not None and name not in self.changed_data:
            return getattr(self.stage, name)
        return cleaned.get(name)

    def _check_number(self, ordinal: int | None) -> None:
        others = self.programme.stages.filter(ordinal=ordinal)
        if ordinal is not None and others.exclude(pk=self.stage and self.stage.pk).exists():
            self.add_error("ordinal", _t("The programme has a stage with this number already."))

    def _check_year(self, year: int | None) -> None:
        first, last = self.programme.starts_on.year, self.programme.ends_on.year
        if year is not None and not first <= year <= last:
            self.add_error(
                "year",
                _t("The programme runs from %(first)s to %(last)s.")
                % {"first": first, "last": last},
            )

    @property
    def fields_of_stage(self) -> dict[str, Any]:
        """What goes to the stage itself, as far as this person changed it."""
        source = self.changes if self.stage is not None else self.cleaned_data
        return {name: value for name, value in source.items() if name in STAGE_FIELDS}

    @property
    def basis(self) -> dict[str, Any]:
        """Standard and questionnaire as they will be; nothing where neither was touched."""
        changed = {name: self.changes[name] for name in self.BASIS if name in self.changes}
        if not changed:
            return {}
        known = getattr(self.stage, "basis", None)
        return {name: getattr(known, name, None) for name in self.BASIS} | changed

    def with_proposed_dates(self) -> "StageForm":
        """The same form, with the usual dates of its year wherever none is typed."""
        self.say_nothing()
        try:
            year = self.fields["year"].clean(self["year"].value())
        except ValidationError as error:
            self.add_error("year", error)
            return self
        proposed = proposed_dates(year, calendar_of(self.programme.district))
        data = self.data.copy()
        for name, moment in proposed.items():
            if not data.get(name):
                data[name] = timezone.localtime(moment).strftime(MINUTES)
        self.data = data
        return self


def _date_fields() -> dict[str, forms.Field]:
    return {
        deadline.value: forms.DateTimeField(
            label=deadline.label, required=False, widget=forms.DateTimeInput
        )
        for deadline in Deadline
    }


def _shown(stage: Stage) -> dict[str, Any]:
    """What the form shows of a stage. Seconds are left out, for the browser shows none."""
    shown = {name: getattr(stage, name) for name in STAGE_FIELDS}
    for name in Deadline.values:
        moment = shown[name]
        shown[name] = moment and moment.replace(second=0, microsecond=0)
    basis = getattr(stage, "basis", None)
    return shown | {name: getattr(basis, f"{name}_id", None) for name in StageForm.BASIS}


def _next_stage(programme: Programme) -> dict[str, Any]:
    """Number and year of the stage that would come next."""
    last = programme.stages.order_by("ordinal").last()
    if last is None:
        return {"ordinal": 1, "year": programme.starts_on.year, "kind": Stage.Kind.EVALUATION}
    year = min(last.year + 1, programme.ends_on.year)
    return {"ordinal": last.ordinal + 1, "year": year, "kind": Stage.Kind.EVALUATION}


def version_label(chosen) -> str:
    """A standard or a questionnaire in a list of choices."""
    text = _t("%(title)s, version %(version)s") % {
        "title": chosen.title,
        "version": chosen.version,
    }
    is_published = chosen.state == "published"
    return text if is_published else f"{text}{in_brackets(chosen.get_state_display())}"


class ShiftForm(forms.Form):
    """A deadline moved for one community of the stage."""

    community = forms.ModelChoiceField(
        None, label=_("Community"), to_field_name="code", empty_label=_("Choose a community")
    )
    deadline = forms.ChoiceField(label=_("Deadline"))
    moved_to = forms.DateTimeField(label=_("Moved to"), widget=forms.DateTimeInput)
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("The street and the community read it beside the new date."),
    )

    def __init__(self, data=None, *, communities, initial=None) -> None:
        super().__init__(data, initial=initial)
        self.fields["community"].queryset = communities
        self.fields["deadline"].choices = [("", _t("Choose a deadline")), *Deadline.choices]


class CalendarForm(forms.Form):
    """Days off, or working days at a weekend."""

    first = forms.DateField(label=_("First day"), widget=forms.DateInput)
    last = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput,
        required=False,
        help_text=_("Empty for a single day. At most 31 days at once."),
    )
    is_working = forms.TypedChoiceField(
        label=_("What these days are"),
        choices=[("no", _("Days off")), ("yes", _("Working days"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
        help_text=_("Weekdays that are off, or days of a weekend that are worked instead."),
    )
    note = forms.CharField(label=_("Note"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("last"):
            cleaned["last"] = cleaned.get("first")
        for name in ("first", "last"):
            day = cleaned.get(name)
            if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                self.add_error(name, ValidationError(_t("Choose a day of this century.")))
        return cleaned
