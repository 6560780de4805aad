"""Can somebody who holds the database change a sealed box without the opening noticing?

A thousand times each, at random places: a ballot put in, two envelopes exchanged, a ballot moved
to another community, a ballot taken out, with everything beside it made to fit as well as a
forger can who has the whole database and no slip. Every one must keep the box closed.
"""

import secrets
from collections.abc import Callable
from random import Random

from django.db import transaction

from evaluation.models import Ballot, BallotBox, Code
from evaluation.surveys.box_checks import check
from evaluation.surveys.sealing import code_keys, envelopes, leaves, receipts
from evaluation.surveys.sealing.code_keys import derive
from proofs import database

TIMES = 1000
SEED = 20260625
COMMUNITIES, SLIPS, ANSWERS = 3, 10, 6


def prove() -> bool:
    database.prepare()
    box = filled_box()
    print(f"a box of {box.ballots} ballots; each forgery {TIMES} times")
    missed = forge_all(box, TIMES)
    for name, count in missed.items():
        print(f"{name:<24}{TIMES - count:>6} refused {count:>6} not noticed")
    return not any(missed.values())


def filled_box() -> BallotBox:
    """A sealed box of a few communities, with slips that nobody has used, written down once."""
    from evaluation.surveys import services
    from tests.factories import CommunityFactory, DistrictFactory
    from tests.factories.surveys import (
        answer,
        office_of,
        open_survey,
        received_declaration,
        stage_with_questionnaire,
    )

    stage = stage_with_questionnaire(DistrictFactory())
    for _number in range(COMMUNITIES):
        survey, drawn = open_survey(received_declaration(CommunityFactory(), stage), slips=SLIPS)
        for code in drawn[:ANSWERS]:
            answer(code)
    services.checkpoint(survey.box, by=office_of())
    return BallotBox.objects.get(pk=survey.box_id)


def forge_all(box: BallotBox, times: int) -> dict[str, int]:
    """How often each forgery was not noticed."""
    rng = Random(SEED)  # noqa: S311 -- the same every time
    return {
        forge.__name__: sum(not _is_noticed(box, forge, rng) for _time in range(times))
        for forge in (put_in, exchange, move, take_out)
    }


def _is_noticed(box: BallotBox, forge: Callable[[BallotBox, Random], None], rng: Random) -> bool:
    with transaction.atomic():
        forge(BallotBox.objects.get(pk=box.pk), rng)
        is_whole = check(BallotBox.objects.get(pk=box.pk)).is_whole
        transaction.set_rollback(True)
    return not is_whole


def put_in(box: BallotBox, rng: Random) -> None:
    """A new ballot for a slip that nobody used, sealed as it should be and signed with a key of
    the forger's own; now and then the slip gets that key as well."""
    code = _unused(rng)
    community = code.batch.survey.declaration.community.code
    key = derive("123456789", box="x", salt=b"x", pepper=b"x", cost=1)
    info = envelopes.info_of(box.uid, community)
    envelope = envelopes.seal(b" " * 2560, public_key=bytes(box.public_key), info=info)
    receipt = receipts.hash_of(receipts.new())
    leaf = leaves.ballot_leaf(box.uid, community, receipt, leaves.envelope_hash(envelope))
    if rng.random() < 0.5:
        code.public_key = code_keys.public_part(key)
    code.state = Code.State.USED
    code.save()
    Ballot.objects.create(
        box=box,
        index=box.ballots + 1,
        code=code,
        survey=code.batch.survey,
        receipt_hash=receipt,
        envelope=envelope,
        signature=key.sign(leaf) if rng.random() < 0.9 else secrets.token_bytes(64),
        leaf=leaf,
    )
    BallotBox.objects.filter(pk=box.pk).update(ballots=box.ballots + 1)


def exchange(box: BallotBox, rng: Random) -> None:
    """Two ballots change envelopes; now and then everything else but the code as well."""
    one, other = rng.sample(list(Ballot.objects.filter(box=box)), 2)
    one.envelope, other.envelope = other.envelope, one.envelope
    if rng.random() < 0.5:
        one.leaf, other.leaf = other.leaf, one.leaf
        one.signature, other.signature = other.signature, one.signature
        receipt = one.receipt_hash
        one.receipt_hash = secrets.token_bytes(32)
        one.save()
        one.receipt_hash, other.receipt_hash = other.receipt_hash, receipt
        other.save()
    one.save()
    other.save()


def move(box: BallotBox, rng: Random) -> None:
    """A ballot goes to another community, and takes the code of a slip there."""
    ballot = rng.choice(list(Ballot.objects.filter(box=box)))
    elsewhere = Code.objects.filter(box=box, state=Code.State.ISSUED)
    code = rng.choice(list(elsewhere.exclude(batch__survey=ballot.survey)))
    Code.objects.filter(pk=ballot.code_id).update(state=Code.State.ISSUED)
    Code.objects.filter(pk=code.pk).update(state=Code.State.USED)
    ballot.code, ballot.survey = code, code.batch.survey
    community = code.batch.survey.declaration.community.code
    if rng.random() < 0.5:
        hashed = leaves.envelope_hash(bytes(ballot.envelope))
        ballot.leaf = leaves.ballot_leaf(box.uid, community, bytes(ballot.receipt_hash), hashed)
    ballot.save()


def take_out(box: BallotBox, rng: Random) -> None:
    """A ballot is gone, its slip is as good as new, and those behind it close up."""
    ballot = rng.choice(list(Ballot.objects.filter(box=box)))
    Code.objects.filter(pk=ballot.code_id).update(state=Code.State.ISSUED)
    ballot.delete()
    for behind in Ballot.objects.filter(box=box, index__gt=ballot.index).order_by("index"):
        behind.index -= 1
        behind.save()
    BallotBox.objects.filter(pk=box.pk).update(ballots=box.ballots - 1)


def _unused(rng: Random) -> Code:
    return rng.choice(list(Code.objects.filter(state=Code.State.ISSUED)))
