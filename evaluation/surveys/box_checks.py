"""Whether a ballot box is as its record says: slips, ballots, signatures, checkpoints.

``check`` reads every ballot of a sealed box; ``check_opened`` what is kept after the opening.
Both need no key of the box and change nothing.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.db.models import Count
from django.utils.translation import gettext as _

from evaluation.surveys import box_record
from evaluation.surveys.answers import shape_of
from evaluation.surveys.box_models import Answer, Ballot, BallotBox, BallotLeaf, BoxEvent
from evaluation.surveys.boxes import codes_root_of
from evaluation.surveys.counting import count
from evaluation.surveys.models import Code, SlipBatch, Survey
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import leaves, merkle
from evaluation.surveys.sealing.cores import Spread, on_every_core
from evaluation.surveys.sealing.reading import Place, Read, Reader, Written
from evaluation.surveys.signalling import signals_hash

PIECE = 500
MOST_TOLD = 20
"""Problems told one by one; a box full of forgeries needs no longer list."""

Progress = Callable[[int], None]


@dataclass(frozen=True)
class SealedBallot:
    """One row of the box, as it is read for checking and opening."""

    index: int
    code_state: str
    code_box: int | None
    code_survey: int
    written: Written


@dataclass
class Findings:
    """What a check has found. ``size`` and ``root`` are of all ballots."""

    problems: list[str] = field(default_factory=list)
    size: int = 0
    root: bytes = merkle.EMPTY

    @property
    def is_whole(self) -> bool:
        return not self.problems

    def add(self, text: str) -> None:
        if len(self.problems) < MOST_TOLD:
            self.problems.append(text)


def check(
    box: BallotBox,
    *,
    private_key: bytes | None = None,
    each: Callable[[SealedBallot, Read], None] | None = None,
    progress: Progress | None = None,
    spread: Spread | None = None,
) -> Findings:
    """Check a sealed box. ``each`` is called with every ballot that is as it should be, and with
    what is in it for whoever has the key. ``spread``: processes that are at work already."""
    found = Findings(box_record.problems_of(box))
    events = list(box.events.all())
    _check_key(events, found)
    _check_codes(box, events, found)
    sizes, tree, roots = _sizes(events), merkle.Tree(), {}
    reader = Reader(box.uid, places_of(box), private_key)
    for ballot, read in _ballots_read(box, reader, spread):
        if reason := _fault_of(ballot, read, box, tree.size + 1):
            where = {"number": ballot.index, "reason": reason}
            found.add(_("Ballot %(number)s: %(reason)s") % where)
        elif each:
            each(ballot, read)
        tree.add(ballot.written.leaf)
        if tree.size in sizes:
            roots[tree.size] = tree.root
        if progress and tree.size % PIECE == 0:
            progress(tree.size)
    found.size, found.root = tree.size, tree.root
    _check_counts(box, found)
    _check_checkpoints(events, roots, found)
    return found


def communities_of(box: BallotBox) -> dict[int, str]:
    """The code of the community of each survey of the box."""
    rows = Survey.objects.filter(box=box)
    return dict(rows.values_list("pk", "declaration__community__code"))


def places_of(box: BallotBox) -> dict[int, Place]:
    """Community and questions of each survey of the box."""
    surveys = box.surveys.select_related("questionnaire", "declaration__community")
    return {
        one.pk: Place(one.declaration.community.code, shape_of(content_of(one.questionnaire)))
        for one in surveys
    }


def _ballots_read(
    box: BallotBox, reader: Reader, spread: Spread | None
) -> Iterator[tuple[SealedBallot, Read]]:
    """Every ballot in its order, with what it turned out to be."""
    handed: deque[list[SealedBallot]] = deque()

    def pieces() -> Iterator[list[Written]]:
        for piece in pieces_of(box):
            handed.append(piece)
            yield [ballot.written for ballot in piece]

    with nullcontext(spread) if spread else on_every_core(box.ballots) as at_work:
        for read in at_work(reader.read, pieces()):
            yield from zip(handed.popleft(), read, strict=True)


def pieces_of(box: BallotBox) -> Iterator[list[SealedBallot]]:
    """Every ballot in its order, a piece at a time, so that a large box fits into memory."""
    last = 0
    rows = Ballot.objects.filter(box=box).order_by("index")
    columns = rows.values_list(
        *("index", "code__state", "code__box", "code__batch__survey"),
        *("survey", "receipt_hash", "envelope", "signature", "leaf", "code__public_key"),
    )
    while piece := list(columns.filter(index__gt=last)[:PIECE]):
        yield [
            SealedBallot(
                *(index, state, in_box, of_survey),
                Written(survey, *(bytes(each or b"") for each in written)),
            )
            for index, state, in_box, of_survey, survey, *written in piece
        ]
        last = piece[-1][0]


def _fault_of(ballot: SealedBallot, read: Read, box: BallotBox, number: int) -> str:
    """What is wrong with one ballot; empty when nothing is."""
    if ballot.index != number:
        return _("a ballot before it is missing.")
    if ballot.code_survey != ballot.written.survey:
        return _("its code belongs to another community.")
    if ballot.code_box != box.pk or ballot.code_state != Code.State.USED:
        return _("its code is not one that was used in this box.")
    if not read.is_unchanged:
        return _("it was changed after it came in.")
    return "" if read.is_signed else _("its code did not sign it.")


def _check_counts(box: BallotBox, found: Findings) -> None:
    used = Code.objects.filter(box=box, state=Code.State.USED).count()
    if not used == found.size == box.ballots:
        numbers = {"used": used, "ballots": found.size, "counted": box.ballots}
        found.add(
            _("%(used)s codes were used, %(ballots)s ballots lie in the box, %(counted)s came in.")
            % numbers
        )


def _check_key(events: list[BoxEvent], found: Findings) -> None:
    """Everybody who holds the key had proved it before the first slip was issued. Boxes that say
    nothing of their holders are older than this."""
    holders: set[str] = set()
    for event in events:
        if event.kind == BoxEvent.Kind.MADE:
            holders |= set(event.facts.get("holders", {}))
        elif event.kind == BoxEvent.Kind.PROVED:
            holders.discard(event.facts["holder"])
        elif event.kind == BoxEvent.Kind.PRINTED and holders:
            found.add(_("Slips were issued before the key of the box was proved."))
            return


def _check_codes(box: BallotBox, events: list[BoxEvent], found: Findings) -> None:
    """Every batch as it was issued, and none that was not."""
    printed = {
        event.facts["batch"]: event.facts
        for event in events
        if event.kind == BoxEvent.Kind.PRINTED
    }
    batches = SlipBatch.objects.filter(codes__box=box).distinct().order_by("pk")
    for batch in batches.annotate(n_codes=Count("codes")):
        facts = printed.pop(batch.pk, None)
        is_whole = (
            facts is not None
            and facts["slips"] == batch.printed == batch.n_codes
            and facts["root"] == codes_root_of(box, batch).hex()
        )
        if not is_whole:
            found.add(
                _("The codes of batch “%(label)s” are not those that were issued.")
                % {"label": batch.label}
            )
    if printed:
        found.add(_("A batch of slips that was issued is missing."))


def _sizes(events: list[BoxEvent]) -> set[int]:
    return {event.facts["size"] for event in events if event.kind == BoxEvent.Kind.CHECKPOINT}


def _check_checkpoints(events: list[BoxEvent], roots: dict[int, bytes], found: Findings) -> None:
    """Every root that was written down is still the root of as many ballots."""
    for event in events:
        if event.kind != BoxEvent.Kind.CHECKPOINT:
            continue
        size = event.facts["size"]
        root = roots.get(size, merkle.EMPTY if size == 0 else b"")
        if root.hex() != event.facts["root"]:
            found.add(
                _("The first %(size)s ballots are not those of checkpoint %(number)s.")
                % {"size": size, "number": event.number}
            )


# ------------------------------------------------------------------ after the opening
def check_opened(box: BallotBox) -> Findings:
    """Recompute everything that is kept of an opened box: roots, counts, tallies."""
    found = Findings(box_record.problems_of(box))
    events = list(box.events.all())
    _check_key(events, found)
    _check_codes(box, events, found)
    sizes, communities = _sizes(events), communities_of(box)
    tree, roots, valid = merkle.Tree(), {}, 0
    rows = BallotLeaf.objects.filter(box=box).order_by("index")
    columns = rows.values_list("survey", "receipt_hash", "envelope_hash", "is_valid")
    for survey, receipt, envelope, is_valid in columns.iterator(chunk_size=PIECE):
        community = communities.get(survey, "")
        tree.add(leaves.ballot_leaf(box.uid, community, bytes(receipt), bytes(envelope)))
        valid += is_valid
        if tree.size in sizes:
            roots[tree.size] = tree.root
    found.size, found.root = tree.size, tree.root
    if found.root != bytes(box.ballots_root or b""):
        found.add(_("The ballots are not those that were opened."))
    _check_counts(box, found)
    _check_checkpoints(events, roots, found)
    _check_answers(box, communities, valid, found)
    _check_signals(box, events, found)
    return found


def _check_signals(box: BallotBox, events: list[BoxEvent], found: Findings) -> None:
    opened = next((one for one in events if one.kind == BoxEvent.Kind.OPENED), None)
    written = opened.facts.get("signals") if opened else None
    if written and written != signals_hash(box):
        found.add(_("The signals are not those that were stored at the opening."))


def _check_answers(
    box: BallotBox, communities: dict[int, str], valid: int, found: Findings
) -> None:
    root, number = answers_root_of(box, communities)
    if root != bytes(box.answers_root or b"") or not number == valid == box.answers:
        found.add(_("The answers are not those that came out of the box."))
    for survey in Survey.objects.filter(box=box).select_related(
        "questionnaire", "declaration__community"
    ):
        if count(survey)[1] != survey.tally_hash:
            name = survey.declaration.community.name
            found.add(
                _("The result of %(community)s does not follow from its answers.")
                % {"community": name}
            )


def answers_root_of(box: BallotBox, communities: dict[int, str]) -> tuple[bytes, int]:
    """The root over all answers, in the order of their hashes, and how many they are."""
    rows = Answer.objects.filter(survey__box=box).order_by()
    columns = rows.values_list("survey", "is_assisted", "salt", "choices", "background")
    hashed = [
        leaves.answer_leaf(
            box.uid,
            communities[survey],
            is_assisted=is_assisted,
            salt=bytes(salt),
            answers=leaves.answers_as_bytes(choices, background),
        )
        for survey, is_assisted, salt, choices, background in columns.iterator(chunk_size=PIECE)
    ]
    return merkle.root_of(sorted(hashed)), len(hashed)
