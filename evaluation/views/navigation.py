"""What every page of the staff knows: where one can go, and what waits there."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from communities.models import Role, User
from communities.programme.current import stage_of, stages_for
from evaluation.surveys.models import DISTRICT_READERS
from evaluation.views.waiting import Waiting, waiting_for


@dataclass(frozen=True)
class Item:
    """One place to go; ``count`` is what lies there, ``hot`` that it waits for this person."""

    icon: str
    label: str
    url: str
    count: int | None = None
    hot: bool = False
    current: bool = False


@dataclass(frozen=True)
class Group:
    title: str
    items: list[Item] = field(default_factory=list)


def navigation(request: HttpRequest) -> dict:
    """Context of every page. Nothing is read from the database until a page shows it."""
    user = getattr(request, "user", None)
    stages = SimpleLazyObject(lambda: stages_for(request))
    stage = SimpleLazyObject(lambda: stage_of(stages) if stages else None)
    context = {"current_stage": SimpleLazyObject(lambda: _stage_chip(stage))}
    context["district_name"] = SimpleLazyObject(
        lambda: stage.programme.district.name if stage else ""
    )
    context["office_contact"] = SimpleLazyObject(
        lambda: stage.programme.help_line if stage else ""
    )
    if user is None or not user.is_authenticated:
        return context
    context["user_name"] = user.name or user.username
    context["user_post"] = SimpleLazyObject(lambda: _first_post(user))
    context["navigation"] = SimpleLazyObject(lambda: groups_for(user, request.path))
    return context


def _stage_chip(stage) -> str:
    return stage.label if stage else ""


def _first_post(user: User) -> str:
    for post in user.posts_in_force:
        where = post.place or post.department
        label = post.get_role_display()
        return f"{label} · {where.name}" if where else str(label)
    return _("No post")


def lands_on_overview(user: User) -> bool:
    """Whether this person only looks over the programme, so that the overview is their home."""
    roles = {post.role for post in user.posts_in_force}
    return bool(roles) and roles <= {Role.LEADER, Role.AUDITOR}


def groups_for(user: User, path: str) -> list[Group]:
    """The navigation of this person: one group for each subject their posts touch."""
    roles = {post.role for post in user.posts_in_force}
    waiting = waiting_for(user)
    work = []
    if not lands_on_overview(user):
        work.append(Item("home", _("My work"), reverse("evaluation:home")))
    work += [item for role, items in WORK.items() if role in roles for item in items(waiting)]
    groups = [Group(_("My work"), _once(work))]
    if roles - {Role.ADMINISTRATOR}:
        groups.append(Group(_("Programme"), _programme(roles)))
    if roles & {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR}:
        groups.append(Group(_("Results"), _results(roles)))
    if roles & {Role.OFFICE_REVIEWER, Role.ADMINISTRATOR}:
        groups.append(Group(_("Set-up"), _set_up(roles)))
    here = _here([item.url for group in groups for item in group.items], path)
    return [Group(group.title, [_marked(item, here) for item in group.items]) for group in groups]


def _go(icon: str, label: str, name: str, count: int | None = None, *, hot: bool = False) -> Item:
    return Item(icon, label, reverse(f"evaluation:{name}"), count, hot=hot and bool(count))


def _self_examination(waiting: Waiting) -> list[Item]:
    return [
        _go(
            "edit",
            _("Self-examinations"),
            "declarations",
            waiting.to_write,
            hot=True,
        )
    ]


def _street(waiting: Waiting) -> list[Item]:
    return [
        *_self_examination(waiting),
        _go("return", _("Street examination"), "examination", waiting.to_examine, hot=True),
        _go("chat", _("Questionnaires"), "surveys"),
    ]


def _office(waiting: Waiting) -> list[Item]:
    return [
        _go("list", _("Review queue"), "review", waiting.to_receive, hot=True),
        _go("chat", _("Questionnaires"), "surveys"),
        _go("mega", _("Public notices"), "notices", waiting.to_notice, hot=True),
        _go("award", _("Decisions"), "decisions", waiting.to_decide),
    ]


def _appraiser(waiting: Waiting) -> list[Item]:
    return [_go("scale", _("Scoring"), "scoring", waiting.to_score, hot=True)]


def _leader(waiting: Waiting) -> list[Item]:
    return [
        _go("chart", _("Overview"), "overview"),
        _go("award", _("Results to decide"), "decisions", waiting.to_decide, hot=True),
    ]


def _auditor(waiting: Waiting) -> list[Item]:
    return [
        _go("chart", _("Overview"), "overview"),
        _go("list", _("Review queue"), "review"),
        _go("chat", _("Questionnaires"), "surveys"),
        _go("award", _("Decisions"), "decisions"),
    ]


def _liaison(waiting: Waiting) -> list[Item]:
    return [Item("flag", _("Our main tasks"), reverse("communities:main-tasks"))]


WORK = {
    Role.COMMUNITY_WORKER: _self_examination,
    Role.STREET_OFFICIAL: _street,
    Role.DEPARTMENT_LIAISON: _liaison,
    Role.OFFICE_REVIEWER: _office,
    Role.APPRAISER: _appraiser,
    Role.LEADER: _leader,
    Role.AUDITOR: _auditor,
}


PLANNERS = {Role.OFFICE_REVIEWER, Role.STREET_OFFICIAL, Role.LEADER, Role.AUDITOR}
"""Who plans, and who looks over the plan."""


def _programme(roles: set[str]) -> list[Item]:
    items = [
        _go("grid", _("Communities"), "communities"),
        _go("cal", _("Programme and stages"), "programme"),
    ]
    if roles & PLANNERS:
        items.append(_go("list", _("Plan"), "plan"))
    if roles != {Role.APPRAISER} and Role.DEPARTMENT_LIAISON not in roles:
        items.append(Item("flag", _("Main tasks"), reverse("communities:main-tasks")))
    return [*items, _go("book", _("Evaluation standards"), "standards")]


def _results(roles: set[str]) -> list[Item]:
    items = [_go("award", _("Certificates"), "certificates")]
    if roles & DISTRICT_READERS:
        items.insert(0, _go("chat", _("Residents’ results"), "survey-results"))
    if roles & {Role.OFFICE_REVIEWER}:
        items.insert(0, _go("chart", _("Overview"), "overview"))
    if roles & DISTRICT_READERS:
        items.append(_go("flag", _("Integrity board"), "integrity"))
    return [*items, _go("file", _("Papers"), "papers")]


def _set_up(roles: set[str]) -> list[Item]:
    items = [Item("grid", _("Import a district"), reverse("communities:import-places"))]
    if Role.OFFICE_REVIEWER in roles:
        items.append(_go("chat", _("Questionnaire texts"), "questionnaires"))
    if Role.ADMINISTRATOR in roles:
        items.insert(0, Item("user", _("Accounts and posts"), reverse("communities:people")))
        if settings.SAMPLE_MODE:
            items.append(Item("clock", _("The portal’s date"), reverse("communities:clock")))
    return items


def _once(items: list[Item]) -> list[Item]:
    """The items without those that lead to an address named before."""
    seen: dict[str, Item] = {}
    for item in items:
        seen.setdefault(item.url, item)
    return list(seen.values())


def _here(urls: list[str], path: str) -> str:
    """The address of the navigation that this path lies under; of two, the closer one.

    Ballot boxes are reached from the questionnaires, and have no place of their own.
    """
    if path.startswith(reverse("evaluation:ballot-boxes")):
        path = reverse("evaluation:surveys")
    under = [url for url in urls if path == url or (path.startswith(url) and url != "/home/")]
    return max(under, key=len, default="")


def _marked(item: Item, here: str) -> Item:
    return Item(item.icon, item.label, item.url, item.count, item.hot, item.url == here)
