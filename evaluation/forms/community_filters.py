"""The filters of every list of communities. What is on stands in the address."""

from collections.abc import Sequence

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from communities.models import CommunityClass, Role, Stage, Title
from communities.people.reach import posts_of
from communities.places.proposals import VILLAGE_COMMITTEE
from evaluation.acceptance.models import Level
from evaluation.declarations.standing import reads_every_state
from evaluation.declarations.states import OPEN_STATES, State
from harmony.shared import clock

NOT_PLANNED = "not_planned"
WAITING = "waiting"
RETURNED = "sent_back"
LATE = "late"
UNSET = "none"

SENT_BACK = {State.RETURNED, State.RETURNED_TO_STREET}

WAITS_FOR = {
    Role.COMMUNITY_WORKER: {State.PLANNED, *OPEN_STATES},
    Role.STREET_OFFICIAL: {State.PLANNED, State.SUBMITTED, *OPEN_STATES},
    Role.OFFICE_REVIEWER: {State.PASSED, State.RECEIVED, State.APPRAISED},
    Role.APPRAISER: {State.RECEIVED},
    Role.LEADER: {State.NOTICED},
}
"""In which states a declaration waits for somebody in this post."""


def short_title(title: str) -> str:
    """The title as a table says it."""
    return {
        Title.MUNICIPAL: pgettext("title of a community", "Municipal"),
        Title.DISTRICT: pgettext("title of a community", "District"),
        Title.NONE: pgettext("title of a community", "None"),
    }.get(title, "")


def short_class(kind: str) -> str:
    """The class as a table says it: the renewal plan matters only in the old town inside it."""
    return {
        CommunityClass.OLD_TOWN_IN_PLAN: _("Old town, in the plan"),
        CommunityClass.OLD_TOWN_OUTSIDE_PLAN: _("Old town"),
        CommunityClass.NEW_RESIDENTIAL: CommunityClass.NEW_RESIDENTIAL.label,
        CommunityClass.VILLAGE_IN_CITY: CommunityClass.VILLAGE_IN_CITY.label,
    }.get(kind, "")


def waits_for(user) -> bool:
    """Whether anything could ever wait for this person."""
    return any(post.role in WAITS_FOR for post in posts_of(user))


def status_condition(status: str, name: str, user) -> Q:
    """Which communities have the status, by the declaration joined under this name."""
    if status == NOT_PLANNED:
        return Q(**{name: None})
    if status == LATE:
        return Q(**{f"{name}_due__lt": clock.now()})
    if status == WAITING:
        waiting = Q(pk__in=[])
        for post in posts_of(user):
            states = WAITS_FOR.get(post.role, set())
            waiting |= Q(code__startswith=post.reach, **{f"{name}__state__in": states})
        return waiting
    return Q(**{f"{name}__state__in": SENT_BACK if status == RETURNED else {status}})


class CommunityFilters(forms.Form):
    """Street, class, title, stage, status, level and free text; what is not valid is off.

    ``streets`` are pairs of code and name. Until they are known, the street is left alone.
    """

    q = forms.CharField(
        label=gettext_lazy("Name or code"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(
        self, data, *, user, stages: Sequence[Stage], streets: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.user = user
        self.stages = {str(stage.pk): stage for stage in stages}
        choices = {
            "street": _streets(streets) if len(streets) > 1 else [],
            "class": _classes(),
            "title": _titles(),
            "stage": [
                ("", _("Any stage")),
                *((k, s.label) for k, s in self.stages.items()),
            ],
            "status": _statuses(user),
            "level": [("", _("Any level")), *Level.choices],
        }
        labels = {
            "street": _("Street"),
            "class": _("Class"),
            "title": _("Title held"),
            "stage": _("Stage"),
            "status": _("Status"),
            "level": _("Level"),
        }
        for name, options in choices.items():
            if options:
                self.fields[name] = forms.ChoiceField(
                    label=labels[name], choices=options, required=False
                )
        self.full_clean()

    def value(self, name: str) -> str:
        """What is chosen; empty while nothing is, or nothing valid."""
        return self.cleaned_data.get(name, "")

    @property
    def stage(self) -> Stage | None:
        return self.stages.get(self.value("stage"))

    @property
    def street(self) -> str:
        return self.value("street")

    def condition(self, name: str = "standing") -> Q:
        """What a community must be, but for the street; ``name`` is the joined declaration."""
        wanted = Q()
        if self.stage is not None and self.value("status") != NOT_PLANNED:
            wanted &= Q(**{f"{name}__isnull": False})
        if status := self.value("status"):
            wanted &= status_condition(status, name, self.user)
        if level := self.value("level"):
            wanted &= Q(**{f"{name}_level": level})
        if kind := self.value("class"):
            wanted &= _class_condition(kind)
        if title := self.value("title"):
            wanted &= Q(title="" if title == UNSET else title)
        if text := self.value("q"):
            wanted &= _text_condition(text)
        return wanted

    def chips(self) -> list[dict[str, str]]:
        """What is on, in words, each with the parameter that takes it off."""
        chips = []
        for name, field in self.fields.items():
            value = self.value(name)
            if value:
                words = dict(field.choices)[value] if name != "q" else f"“{value}”"
                chips.append({"label": words, "key": name})
        return chips

    @property
    def selects_on(self) -> int:
        """How many of the folded filters are on."""
        return sum(chip["key"] != "q" for chip in self.chips())


def _streets(streets: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("All %(n)s streets") % {"n": len(streets)}), *streets]


def _classes() -> list[tuple[str, str]]:
    return [
        ("", _("Any class")),
        ("old_town", _("Old town")),
        *CommunityClass.choices,
        (UNSET, _("Not classed yet")),
    ]


def _titles() -> list[tuple[str, str]]:
    return [("", _("Any title")), *Title.choices, (UNSET, _("Title not recorded"))]


def _statuses(user) -> list[tuple[str, str]]:
    groups = [(LATE, _("Late")), (RETURNED, _("Returned, by the street or the office"))]
    if waits_for(user):
        groups.insert(0, (WAITING, _("Waiting for you")))
    none = [(NOT_PLANNED, _("Not planned"))] if reads_every_state(user) else []
    return [("", _("Any status")), *groups, *none, *State.choices]


def _class_condition(kind: str) -> Q:
    if kind == "old_town":
        return Q(
            community_class__in=[
                CommunityClass.OLD_TOWN_IN_PLAN,
                CommunityClass.OLD_TOWN_OUTSIDE_PLAN,
            ]
        )
    return Q(community_class="" if kind == UNSET else kind)


def _text_condition(text: str) -> Q:
    named = Q(name_zh__icontains=text) | Q(name_en__icontains=text)
    return named | Q(official_name__icontains=text) | Q(code__startswith=text)


MISSING = {
    "class": Q(community_class=""),
    "village": Q(community_class="", official_name__endswith=VILLAGE_COMMITTEE),
    "title": Q(title=""),
    "households": Q(households=None),
    "population": Q(population=None),
    "name": Q(name_en_is_confirmed=False),
}
"""What the office has not said of a community yet."""


class ClassifyFilters(CommunityFilters):
    """The same, and what is still missing."""

    def __init__(self, *args, **kwargs) -> None:
        missing = forms.ChoiceField(
            label=_("Still missing"),
            required=False,
            choices=[
                ("", _("Anything or nothing")),
                ("class", _("Class")),
                ("village", _("Class; by its name a village in the city")),
                ("title", _("Title held")),
                ("households", _("Households")),
                ("population", _("Population")),
                ("name", _("Confirmed English name")),
            ],
        )
        self.base_fields = self.base_fields | {"missing": missing}
        super().__init__(*args, **kwargs)

    def condition(self, name: str = "standing") -> Q:
        missing = self.value("missing")
        return super().condition(name) & (MISSING[missing] if missing else Q())
