"""What anybody needs to recompute a ballot box without the portal: one file of JSON.

Everybody gets hashes: of codes, ballots and answers, with the box's record. Whoever follows the
district's surveys also gets the answers themselves, so that the tallies can be recomputed; they
carry neither code nor time, but those of a small community are not for everybody.
``verifier/verify_box.py`` reads both.
"""

import json
from collections.abc import Iterator
from typing import Any

from evaluation.surveys.box_checks import PIECE, communities_of
from evaluation.surveys.box_models import Answer, Ballot, BallotBox, BallotLeaf
from evaluation.surveys.models import Code, SlipBatch, Survey
from evaluation.surveys.sealing import leaves

FORMAT = "harmony ballot box 1"


def bundle_of(box: BallotBox, *, with_answers: bool = False) -> Iterator[str]:
    """The file, a piece at a time: a box of 100,000 ballots need not fit into memory."""
    yield '{"format":' + _json(FORMAT) + ',"box":' + _json(_head(box))
    yield ',"record":' + _json([_line(event) for event in box.events.all()])
    yield from _listed("batches", _batches(box))
    yield from _listed("ballots", _ballots(box))
    if box.state == BallotBox.State.OPENED:
        yield from _listed("answers", _answers(box, with_answers=with_answers))
        yield from _listed("surveys", _surveys(box, with_answers=with_answers))
    yield "}\n"


def _head(box: BallotBox) -> dict[str, Any]:
    return {
        "uid": box.uid,
        "suite": box.suite,
        "state": box.state,
        "public_key": bytes(box.public_key).hex(),
        "ballots_root": _hex(box.ballots_root),
        "answers_root": _hex(box.answers_root),
    }


def _line(event) -> dict[str, Any]:
    return {
        "number": event.number,
        "kind": event.kind,
        "facts": event.facts,
        "at": int(event.at.timestamp()),
        "by": event.by_id,
        "hash": event.hash,
    }


def _batches(box: BallotBox) -> Iterator[dict[str, Any]]:
    """Each batch with the hashes of its codes. A hash says neither selector nor key."""
    for batch in SlipBatch.objects.filter(codes__box=box).distinct().order_by("pk"):
        codes = Code.objects.filter(batch=batch).values_list("selector", "public_key")
        hashed = (
            leaves.code_leaf(box.uid, str(batch.pk), selector, bytes(key or b"")).hex()
            for selector, key in codes
        )
        yield {"batch": batch.pk, "codes": sorted(hashed)}


def _ballots(box: BallotBox) -> Iterator[list[Any]]:
    communities = communities_of(box)
    if box.state == BallotBox.State.SEALED:
        sealed = Ballot.objects.filter(box=box).order_by("index")
        for survey, receipt, envelope in sealed.values_list(
            "survey", "receipt_hash", "envelope"
        ).iterator(chunk_size=PIECE):
            hashed = leaves.envelope_hash(bytes(envelope))
            yield [communities[survey], bytes(receipt).hex(), hashed.hex(), True]
        return
    kept = BallotLeaf.objects.filter(box=box).order_by("index")
    for survey, receipt, envelope, is_valid in kept.values_list(
        "survey", "receipt_hash", "envelope_hash", "is_valid"
    ).iterator(chunk_size=PIECE):
        yield [communities[survey], bytes(receipt).hex(), bytes(envelope).hex(), is_valid]


def _answers(box: BallotBox, *, with_answers: bool) -> Iterator[Any]:
    communities = communities_of(box)
    rows = (
        Answer.objects.filter(survey__box=box)
        .order_by("key")
        .values_list("survey", "is_assisted", "salt", "choices", "background")
    )
    for survey, is_assisted, salt, choices, background in rows.iterator(chunk_size=PIECE):
        community, said = communities[survey], leaves.answers_as_bytes(choices, background)
        if with_answers:
            yield [community, is_assisted, bytes(salt).hex(), json.loads(said)]
            continue
        hashed = leaves.answer_leaf(
            box.uid, community, is_assisted=is_assisted, salt=bytes(salt), answers=said
        )
        yield hashed.hex()


def _surveys(box: BallotBox, *, with_answers: bool) -> Iterator[dict[str, Any]]:
    rows = Survey.objects.filter(box=box).select_related("questionnaire", "declaration__community")
    for survey in rows.order_by("declaration__community__code"):
        told: dict[str, Any] = {
            "community": survey.declaration.community.code,
            "tally_hash": survey.tally_hash,
            "questionnaire_hash": survey.questionnaire.content_hash,
        }
        if with_answers:
            told |= {"questionnaire": survey.questionnaire.content, "tally": survey.tally}
        yield told


def _listed(name: str, rows: Iterator[Any]) -> Iterator[str]:
    """A list in JSON, written as its rows come."""
    yield f',"{name}":['
    for number, row in enumerate(rows):
        yield ("," if number else "") + _json(row)
    yield "]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _hex(value: Any) -> str:
    return bytes(value).hex() if value is not None else ""
