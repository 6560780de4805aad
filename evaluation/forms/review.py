"""What the office types while it evaluates: filters of its queue, appraisers, reasons."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from communities.forms.chosen import ChosenField
from communities.forms.filters import FilterForm
from communities.models import Role, Stage, User
from evaluation.models import Declaration
from harmony.shared import clock

Pairs = Sequence[tuple[str, str]]


class ReviewFilter(FilterForm):
    """The office's queue by community, stage and street. ``show``, the tab, goes along.

    Until the streets are known the street is left alone.
    """

    q = forms.CharField(label=_("Community"), max_length=60)
    stage = forms.ChoiceField(label=_("Stage"))
    street = forms.ChoiceField(label=_("Street"))
    show = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, query: Any, *, stages: Sequence[Stage], streets: Pairs = ()) -> None:
        super().__init__(query)
        self.fields["stage"].choices = [
            ("", _t("All stages")),
            *((str(stage.pk), stage.label) for stage in stages),
        ]
        self.fields["street"].choices = [("", _t("All streets")), *streets]
        self.full_clean()

    def chosen(self) -> dict[str, Any]:
        return {name: value for name, value in super().chosen().items() if name != "show"}

    def condition(self) -> Q:
        """What a declaration must meet to be listed."""
        asked = self.chosen()
        condition = Q()
        if text := asked.get("q"):
            condition &= (
                Q(community__name_zh__icontains=text)
                | Q(community__name_en__icontains=text)
                | Q(community__code__startswith=text)
            )
        if stage := asked.get("stage"):
            condition &= Q(stage_id=stage)
        if street := asked.get("street"):
            condition &= Q(community__parent__code=street)
        return condition


class AppraiserForm(forms.Form):
    """Who scores it; whoever is charged already is not offered again."""

    appraisers = ChosenField(
        label=_("Who is to score it"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one appraiser.")},
    )

    def __init__(self, *args, declaration: Declaration, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["appraisers"]
        charged = declaration.assignments.filter(ended_at=None).values("appraiser")
        field.queryset = _appraisers_today().exclude(pk__in=charged)  # type: ignore[attr-defined]
        field.label_from_instance = _with_their_work  # type: ignore[attr-defined]


def _appraisers_today():
    """Everybody in the post today, with how many declarations they still have to score."""
    today = clock.today()
    in_force = Q(posts__ends_on=None) | Q(posts__ends_on__gte=today)
    appraisers = User.objects.filter(
        in_force, posts__role=Role.APPRAISER, posts__starts_on__lte=today, is_active=True
    )
    still_to_score = Q(assignments__ended_at=None, assignments__finished_at=None)
    return appraisers.annotate(
        n_to_score=Count("assignments", filter=still_to_score, distinct=True)
    ).order_by("n_to_score", "name", "pk")


def _with_their_work(appraiser: User) -> str:
    n = appraiser.n_to_score  # type: ignore[attr-defined]
    if not n:
        return appraiser.name
    sentence = ngettext(
        "%(name)s (%(n)s declaration to score)", "%(name)s (%(n)s declarations to score)", n
    )
    return sentence % {"name": appraiser.name, "n": n}


class ReasonForm(forms.Form):
    """Why something that was done is undone."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
