"""A ballot box in words: its record line by line, and how far its opening has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.models import Place
from evaluation.models import BallotBox, BoxEvent
from evaluation.surveys import box_pulse
from evaluation.surveys.key_proofs import PASSPHRASE, in_one_hand
from evaluation.surveys.models import SlipBatch
from harmony.shared import clock, wording
from harmony.shared.wording import listed

ROWS = 50


@dataclass(frozen=True)
class Line:
    """One line of the record, with the root it wrote down where it did."""

    event: BoxEvent
    text: str
    root: str


def story_of(box: BallotBox, number: str | None = None) -> Page:
    """One page of the record of a box, the latest line first. Three queries."""
    events = box.events.select_related("by").order_by("-number")
    page = Paginator(events, ROWS).get_page(number)
    known = _Names.of(page.object_list)
    page.object_list = [Line(one, _told(one, known), _root_of(one)) for one in page.object_list]
    return page


@dataclass(frozen=True)
class _Names:
    """Communities by code and batches by number, as far as some lines speak of them."""

    communities: dict[str, str]
    batches: dict[int, str]

    @classmethod
    def of(cls, events: Iterable[BoxEvent]) -> "_Names":
        facts = [event.facts for event in events]
        codes = {one["community"] for one in facts if "community" in one}
        places = {place.code: place.name for place in Place.objects.filter(code__in=codes)}
        numbers = {one["batch"] for one in facts if "batch" in one}
        numbers |= {batch for one in facts for batch, _count in one.get("batches", ())}
        labels = SlipBatch.objects.filter(pk__in=numbers).values_list("pk", "label")
        return cls(places, dict(labels))

    def of_batch(self, batch: int, slips: int) -> str:
        """So many slips of a batch, by its label."""
        text = ngettext(
            "%(n)d slip of batch “%(label)s”", "%(n)d slips of batch “%(label)s”", slips
        )
        return text % {"n": slips, "label": self.batches.get(batch, "–")}


def _told(event: BoxEvent, known: _Names) -> str:
    facts: dict[str, Any] = event.facts
    match event.kind:
        case BoxEvent.Kind.PROVED:
            return name_of_holder(facts["holder"])
        case BoxEvent.Kind.PRINTED:
            text = ngettext(
                "%(community)s: %(n)d slip, batch “%(label)s”",
                "%(community)s: %(n)d slips, batch “%(label)s”",
                facts["slips"],
            )
            return text % {
                "community": known.communities.get(facts["community"], facts["community"]),
                "n": facts["slips"],
                "label": known.batches.get(facts["batch"], "–"),
            }
        case BoxEvent.Kind.VOIDED:
            return listed([known.of_batch(*one) for one in facts["batches"]])
        case BoxEvent.Kind.REPLACED:
            label = {"label": known.batches.get(facts["batch"], "–")}
            if facts["returned"]:
                return _("batch “%(label)s”, the old slip was brought back") % label
            return _("batch “%(label)s”, the old slip was lost") % label
        case BoxEvent.Kind.CHECKPOINT:
            return ngettext("%(n)d ballot", "%(n)d ballots", facts["size"]) % {"n": facts["size"]}
        case BoxEvent.Kind.ALARM:
            return _(
                "More than %(n)s wrong codes in the whole portal in the hour from %(hour)s"
            ) % {
                "n": facts["more_than"],
                "hour": moment_of(facts["hour"]),
            }
        case BoxEvent.Kind.DRAW_DEPOSITED:
            return ngettext("for %(n)d slip", "for %(n)d slips", facts["slips"]) % {
                "n": facts["slips"]
            }
        case BoxEvent.Kind.DRAW_CHECKED:
            return _("%(found)s of %(patterns)s patterns found") % facts
        case BoxEvent.Kind.CLOSED:
            return known.communities.get(facts["community"], facts["community"])
        case BoxEvent.Kind.OPENED:
            return _(
                "%(issued)s codes issued, %(used)s used, %(void)s void; %(ballots)s ballots, "
                "%(answers)s answers"
            ) % {key: facts[key] for key in ("issued", "used", "void", "ballots", "answers")}
    return ""


def name_of_holder(holder: str) -> str:
    if holder == PASSPHRASE:
        return _("The passphrase was tried")
    return _("Share of holder %(holder)s") % {"holder": holder}


def warnings_of(box: BallotBox) -> list[str]:
    """That shares of three holders went through the same hands, while that still matters."""
    if box.state != BallotBox.State.SEALED:
        return []
    text = _(
        "Shares that the same person typed: %(letters)s. Two of the three holders should not be "
        "one person: whoever has two shares can open the box alone."
    )
    return [text % {"letters": listed(letters)} for letters in in_one_hand(box)]


def moment_of(seconds: int) -> str:
    """A moment of the record, as people here read it."""
    return wording.moment(timezone.localtime(datetime.fromtimestamp(seconds, UTC)))


def _root_of(event: BoxEvent) -> str:
    facts = event.facts
    return facts.get("root") or facts.get("answers_root") or facts.get("list") or ""


def is_at_work(box: BallotBox) -> bool:
    """Whether a process is opening this box right now."""
    since = box.work_since
    if box.state != BallotBox.State.SEALED or since is None or box.work_problems:
        return False
    # A process that was only just asked for is still on its way to its first sign of life.
    just_begun = abs(clock.now() - since) < timedelta(seconds=box_pulse.LONGEST_SILENCE)
    return just_begun or box_pulse.is_alive(box)


def job_of(box: BallotBox) -> dict[str, Any] | None:
    """How far the opening is, for ``components/job.html``; nothing when none was begun."""
    if box.work_since is None or box.state != BallotBox.State.SEALED:
        return None
    if box.work_problems:
        return {
            "title": _("The box stays closed"),
            "problem": " ".join(box.work_problems),
            "is_running": False,
        }
    if not is_at_work(box):
        return {
            "title": _("The opening was broken off"),
            "problem": _("Nothing was changed. It can be tried again."),
            "is_running": False,
        }
    counts = {"done": box.work_done, "total": box.work_total}
    return {
        "title": _("The box is being opened"),
        "note": _("%(done)s of %(total)s ballots checked") % counts,
        "done": box.work_done,
        "total": box.work_total,
        "is_running": True,
    }
