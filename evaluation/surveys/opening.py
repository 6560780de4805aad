"""Opening a ballot box: everything is checked, opened in memory, and stored in one transaction.

Before the commit the box is as it was; after it the ballots are gone, the answers are there in an
order and under keys that say nothing of where they came from, and every survey has its tally. A
crash at any step leaves one of the two.
"""

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.surveys import box_keys, box_record, boxes, bulk_rows
from evaluation.surveys.answers import tidy
from evaluation.surveys.box_checks import (
    Findings,
    Progress,
    SealedBallot,
    check,
    communities_of,
    places_of,
)
from evaluation.surveys.box_models import (
    Answer,
    Ballot,
    BallotBox,
    BallotLeaf,
    BoxEvent,
    Comment,
)
from evaluation.surveys.marks import ASSISTED
from evaluation.surveys.models import Code, Survey, random_key
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import custody, envelopes, leaves, merkle
from evaluation.surveys.sealing.cores import Spread, on_every_core
from evaluation.surveys.sealing.payload import Payload
from evaluation.surveys.sealing.reading import Read
from evaluation.surveys.signal_models import Signal
from evaluation.surveys.signalling import signals_hash, signals_of
from evaluation.surveys.storing import store_tallies
from evaluation.surveys.tally import Asked, Tally, tally_of_asked
from harmony.shared import clock
from harmony.shared.wording import listed
from harmony.shared.workflow import hold

SALT_BYTES = 16

as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

Reached = Callable[[str], None]
"""Told the name of each step as it is reached; the tests stop the process there."""


class NotOpened(Exception):
    """The box stays closed; ``problems`` say why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


# ------------------------------------------------------------------ what must hold before
def obstacles(box: BallotBox) -> list[str]:
    """Why the box cannot be opened yet; empty when it can be tried."""
    if box.state != BallotBox.State.SEALED:
        return [_("This ballot box is open already.")]
    surveys = list(box.surveys.select_related("declaration__community"))
    if not surveys:
        return [_("No questionnaire uses this ballot box yet.")]
    running = [one.declaration.community.name for one in surveys if not one.is_over]
    if running:
        return [_("Not closed yet: %(names)s.") % {"names": listed(sorted(running))}]
    return []


def key_from_passphrase(box: BallotBox, passphrase: str) -> bytes:
    """The private key of the box. Raises NotOpened with what is wrong."""
    file = box_keys.key_file_of(box)
    if not file.exists():
        raise NotOpened([_("The key file of this ballot box is not on this machine.")])
    try:
        key = custody.unwrap(file.read_bytes(), passphrase, box=box.uid)
    except custody.WrongPassphrase:
        raise NotOpened([_("This is not the passphrase of this ballot box.")]) from None
    return _checked(box, key)


def key_from_shares(box: BallotBox, typed: list[str]) -> bytes:
    """The private key of the box from two of the three shares. Raises NotOpened."""
    try:
        key = custody.join([custody.read_share(text) for text in typed])
    except custody.WrongShares:
        text = _("Two different shares are needed, each with every character as it is printed.")
        raise NotOpened([text]) from None
    return _checked(box, key)


def _checked(box: BallotBox, key: bytes) -> bytes:
    if envelopes.public_part(key) != bytes(box.public_key):
        raise NotOpened([_("These do not belong to this ballot box.")])
    return key


# ------------------------------------------------------------------ the opening
@dataclass
class _Opened:
    """What was found in the envelopes, by survey, and what is kept of each ballot; in memory."""

    answers: dict[int, list[Payload]] = field(default_factory=lambda: defaultdict(list))
    kept: list[tuple[int, int, int, bytes, bytes, bool]] = field(default_factory=list)


def open_box(
    box: BallotBox,
    *,
    by,
    private_key: bytes,
    progress: Progress | None = None,
    reached: Reached = lambda step: None,
) -> None:
    """Open the box and count every survey in it.

    Raises PermissionDenied, and NotOpened with what does not hold; nothing is changed then.
    """
    if not by.has_perm("evaluation.keep_ballot_box", box.stage):
        raise PermissionDenied
    box.refresh_from_db()
    if found := obstacles(box):
        raise NotOpened(found)
    _checked(box, private_key)
    surveys = box.surveys.select_related("questionnaire", "declaration__stage")
    with on_every_core(box.ballots) as spread:
        list(spread(tally_of_asked, ()))  # loaded while the record is being checked
        opened, findings = _read(box, private_key, progress, spread)
        reached("read")
        tallies = _tallies(surveys, opened.answers, spread)
    signals = signals_of(box, tallies, opened.answers)
    reached("tallied")
    with transaction.atomic():
        _check_unchanged(box, findings)
        reached("locked")
        answers = _store(box, tallies, opened, reached)
        Signal.objects.bulk_create(signals, batch_size=1000)
        reached("signals stored")
        _sign(box, len(tallies), findings, answers, by)
        reached("before commit")
    reached("committed")


def _read(
    box: BallotBox, private_key: bytes, progress: Progress | None, spread: Spread
) -> tuple[_Opened, Findings]:
    """Check every ballot and open it."""
    opened, longest = _Opened(), _longest_comments(box)

    def keep(ballot: SealedBallot, read: Read) -> None:
        written, payload = ballot.written, read.payload
        is_valid = payload is not None and _is_fine(payload.comment, longest[written.survey])
        if payload and is_valid:
            opened.answers[written.survey].append(payload)
        receipt, hashed = written.receipt_hash, read.envelope_hash
        row = (box.pk, ballot.index, written.survey, receipt, hashed, is_valid)
        opened.kept.append(row)

    findings = check(box, private_key=private_key, each=keep, progress=progress, spread=spread)
    if not findings.is_whole:
        raise NotOpened(findings.problems)
    return opened, findings


def _longest_comments(box: BallotBox) -> dict[int, int]:
    return {survey: place.shape.longest_comment for survey, place in places_of(box).items()}


def _is_fine(comment: str, longest: int) -> bool:
    """Whether a comment is as the portal would have taken it in."""
    return not comment or (len(comment) <= longest and comment == tidy(comment))


def _tallies(
    surveys: Iterable[Survey], answers: Mapping[int, list[Payload]], spread: Spread
) -> dict[Survey, Tally]:
    """What each survey of the box says, also one that nobody answered."""
    given = [
        Asked(
            content_of(survey.questionnaire),
            [{**one.choices, **one.background} for one in answers.get(survey.pk, [])],
            survey.households,
        )
        for survey in surveys
    ]
    return dict(zip(surveys, spread(tally_of_asked, given), strict=True))


# ------------------------------------------------------------------ one transaction
def _check_unchanged(box: BallotBox, findings: Findings) -> None:
    """Lock surveys and box, and see that nothing moved since everything was read."""
    list(Survey.objects.select_for_update(no_key=True).filter(box=box).order_by("pk"))
    hold(box)
    if box.state != BallotBox.State.SEALED:
        raise NotOpened([_("This ballot box is open already.")])
    written = boxes.ballots_tree(box)
    if (written.size, written.root) != (findings.size, findings.root):
        raise NotOpened([_("The box was changed while it was being read.")])


def _store(
    box: BallotBox, tallies: Mapping[Survey, Tally], opened: _Opened, reached: Reached
) -> tuple[int, bytes]:
    """Answers and comments, each in an order of their own; then the ballots go. How many answers
    there are, and the root over them."""
    columns = ("box", "index", "survey", "receipt_hash", "envelope_hash", "is_valid")
    bulk_rows.insert(BallotLeaf, columns, opened.kept)
    reached("leaves stored")
    rows, hashed = _answer_rows(box, opened)
    # Keys are random, so sorting by them is a shuffle, and each list has one of its own.
    columns = ("key", "survey", "is_assisted", "salt", "choices", "background")
    bulk_rows.insert(Answer, columns, sorted(rows))
    bulk_rows.insert(Comment, ("key", "survey", "text", "review", "reason"), _comment_rows(opened))
    reached("answers stored")
    store_tallies(tallies)
    for survey in tallies:
        survey.state = Survey.State.COUNTED
        survey.save(update_fields=["tally", "tally_hash", "state"])
    Ballot.objects.filter(box=box).delete()
    reached("ballots gone")
    return len(rows), merkle.root_of(sorted(hashed))


def _answer_rows(box: BallotBox, opened: _Opened) -> tuple[list[tuple], list[bytes]]:
    """What is stored of each answer, and its leaf."""
    communities = communities_of(box)
    rows, hashed = [], []
    for survey, payloads in opened.answers.items():
        community = communities[survey]
        for payload in payloads:
            salt, is_assisted = secrets.token_bytes(SALT_BYTES), payload.channel in ASSISTED
            said = leaves.answers_as_bytes(payload.choices, payload.background)
            hashed.append(
                leaves.answer_leaf(
                    box.uid, community, is_assisted=is_assisted, salt=salt, answers=said
                )
            )
            parts = (as_json(payload.choices), as_json(payload.background))
            rows.append((random_key(), survey, is_assisted, salt, *parts))
    return rows, hashed


def _comment_rows(opened: _Opened) -> list[tuple]:
    return sorted(
        (random_key(), survey, payload.comment, Comment.Review.WAITING.value, "")
        for survey, payloads in opened.answers.items()
        for payload in payloads
        if payload.comment
    )


def _sign(
    box: BallotBox, surveys: int, findings: Findings, answers: tuple[int, bytes], by
) -> None:
    """Roots, counts and signature of the opening, on the box and in its record."""
    box.answers, box.answers_root = answers
    box.ballots_root = findings.root
    box.state, box.opened_at, box.opened_by = BallotBox.State.OPENED, clock.now(), by
    box.save(
        update_fields=[
            *("answers", "answers_root", "ballots_root", "state", "opened_at", "opened_by"),
        ]
    )
    codes = Code.objects.filter(box=box)
    facts = {
        "issued": codes.count(),
        "used": codes.filter(state=Code.State.USED).count(),
        "void": codes.filter(state=Code.State.VOID).count(),
        "ballots": findings.size,
        "answers": box.answers,
        "ballots_root": box.ballots_root.hex(),
        "answers_root": box.answers_root.hex(),
        "surveys": surveys,
        "signals": signals_hash(box),
    }
    box_record.note(box, BoxEvent.Kind.OPENED, by=by, facts=facts)
