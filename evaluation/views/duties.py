"""What waits for a person, one sentence for each thing, with the page where it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from communities.models import Role, User
from communities.people.reach import posts_of
from evaluation.views.waiting import Waiting, waiting_for


@dataclass(frozen=True)
class Duty:
    """``count`` is of how many things the sentence speaks."""

    text: str
    url: str
    count: int


def duties_of(user: User) -> list[Duty]:
    """Most pressing first; nothing where nothing waits."""
    waiting = waiting_for(user)
    roles = {post.role for post in posts_of(user)}
    duties: dict[str, Duty] = {}
    for who, count, sentence, address in DUTIES:
        n = count(waiting)
        if roles & who and n:
            text = sentence(n)
            duties.setdefault(text, Duty(text, address(), n))
    return list(duties.values())


def _address(name: str, query: str = "") -> Callable[[], str]:
    return lambda: reverse(f"evaluation:{name}") + query


def _returned(n: int) -> str:
    return ngettext("%(n)s returned declaration", "%(n)s returned declarations", n) % {"n": n}


def _to_examine(n: int) -> str:
    return ngettext("%(n)s declaration to examine", "%(n)s declarations to examine", n) % {"n": n}


def _to_write(n: int) -> str:
    return ngettext(
        "%(n)s self-examination to complete", "%(n)s self-examinations to complete", n
    ) % {"n": n}


def _to_begin(n: int) -> str:
    return ngettext(
        "%(n)s planned community to begin", "%(n)s planned communities to begin", n
    ) % {"n": n}


def _to_receive(n: int) -> str:
    return ngettext(
        "%(n)s declaration to receive or return", "%(n)s declarations to receive or return", n
    ) % {"n": n}


def _in_evaluation(n: int) -> str:
    return ngettext("%(n)s declaration in evaluation", "%(n)s declarations in evaluation", n) % {
        "n": n
    }


def _to_notice(n: int) -> str:
    return ngettext(
        "%(n)s result to put on public notice", "%(n)s results to put on public notice", n
    ) % {"n": n}


def _to_score(n: int) -> str:
    return ngettext("%(n)s declaration to score", "%(n)s declarations to score", n) % {"n": n}


def _to_decide(n: int) -> str:
    return ngettext("%(n)s result to decide", "%(n)s results to decide", n) % {"n": n}


BOTH = {Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL}
DUTIES: list[
    tuple[set[Role], Callable[[Waiting], int], Callable[[int], str], Callable[[], str]]
] = [
    (BOTH, lambda w: w.returned, _returned, _address("declarations", "?state=back")),
    ({Role.STREET_OFFICIAL}, lambda w: w.to_examine, _to_examine, _address("examination")),
    (BOTH, lambda w: w.to_write - w.returned, _to_write, _address("declarations", "?state=draft")),
    (BOTH, lambda w: w.to_begin, _to_begin, _address("declarations", "?state=planned")),
    ({Role.OFFICE_REVIEWER}, lambda w: w.to_receive, _to_receive, _address("review")),
    (
        {Role.OFFICE_REVIEWER},
        lambda w: w.in_evaluation,
        _in_evaluation,
        _address("review", "?show=evaluate"),
    ),
    ({Role.OFFICE_REVIEWER}, lambda w: w.to_notice, _to_notice, _address("notices")),
    ({Role.APPRAISER}, lambda w: w.to_score, _to_score, _address("scoring")),
    ({Role.LEADER}, lambda w: w.to_decide, _to_decide, _address("decisions")),
]
