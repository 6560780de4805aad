"""Opening a ballot box of 10,000 and of 100,000 ballots: time and memory, in its own process."""

import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from django.db import connection, connections
from django.db.models import Max

from benchmarks.results import answer_in_mood
from benchmarks.server import most_memory_of
from communities.models import User
from evaluation.models import (
    Answer,
    Ballot,
    BallotBox,
    Code,
    Comment,
    Signal,
    SlipBatch,
    Survey,
    SurveyFigures,
)
from evaluation.surveys import boxes, services
from evaluation.surveys.answers import shape_of
from evaluation.surveys.questionnaires import content_of
from evaluation.surveys.sealing import code_keys, envelopes, leaves
from evaluation.surveys.sealing.payload import Payload, pack

SIZES = (10_000, 100_000)
PASSPHRASE = "of the benchmark"  # noqa: S105 -- of a box that nobody keeps
CHILD = (
    "import django; django.setup(); from benchmarks.opening import open_and_tell; open_and_tell()"
)


def measure(folder: Path) -> None:
    print(f"\n{'opening a box':<32}{'seconds':>9}{'a second':>10}{'memory MB':>11}")
    for size in SIZES:
        box = _filled(size)
        connections.close_all()
        told = subprocess.run(
            [sys.executable, "-c", CHILD],
            env=os.environ | {"BENCH_BOX": str(box.pk)},
            capture_output=True,
            text=True,
            check=True,
        )
        figures = json.loads(told.stdout.splitlines()[-1])
        rate = size / figures["seconds"]
        print(f"{size:<32,}{figures['seconds']:>9.1f}{rate:>10.0f}{figures['memory']:>11.0f}")


def open_and_tell() -> None:
    """In the child: open the box that is named, and print seconds and megabytes."""
    box = BallotBox.objects.get(pk=os.environ["BENCH_BOX"])
    key = services.key_from_passphrase(box, PASSPHRASE)
    began = time.perf_counter()
    services.open_box(box, by=User.objects.get(username="office"), private_key=key)
    seconds = time.perf_counter() - began
    memory = most_memory_of(os.getpid())
    print(json.dumps({"seconds": seconds, "memory": memory}))


def _filled(size: int) -> BallotBox:
    """A box with that many ballots in the sample's communities, each as the portal would write
    it, only in bulk; and all its surveys closed."""
    office = User.objects.get(username="office")
    surveys = list(Survey.objects.select_related("declaration__community", "questionnaire")[:20])
    stage = surveys[0].declaration.stage
    box = services.make_box(stage, by=office, passphrase=PASSPHRASE, cost=1).box
    Survey.objects.filter(pk__in=[survey.pk for survey in surveys]).update(
        box=box, state=Survey.State.CLOSED, tally=None, closed_at=box.made_at, closed_by=office
    )
    for earlier in (Answer, Comment, Signal, SurveyFigures):  # of the box they were in before
        earlier.objects.filter(survey__in=surveys).delete()
    rng, index = Random(size), 0  # noqa: S311 -- the same every time
    for survey in surveys:
        count = size // len(surveys)
        _fill(box, survey, index, count, rng, office)
        index += count
    BallotBox.objects.filter(pk=box.pk).update(ballots=index)
    _looked_over()
    return BallotBox.objects.get(pk=box.pk)


def _looked_over() -> None:
    """As PostgreSQL does by itself within the weeks in which a box fills. Filled in a minute and
    opened at once, it would be taken for empty, and every piece of it sorted anew."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _fill(
    box: BallotBox, survey: Survey, before: int, count: int, rng: Random, office: User
) -> None:
    content = content_of(survey.questionnaire)
    shape = shape_of(content)
    community = survey.declaration.community.code
    info = envelopes.info_of(box.uid, community)
    batch = SlipBatch.objects.create(survey=survey, label="bench", printed=count, by=office)
    keys = [
        code_keys.derive(str(number), box=box.uid, salt=b"", pepper=b"", cost=1)
        for number in range(before, before + count)
    ]
    last = Code.objects.aggregate(last=Max("pk"))["last"] or 0
    Code.objects.bulk_create(
        (
            Code(
                pk=last + number + 1,
                box=box,
                batch=batch,
                selector=f"{before + number:06d}",
                public_key=code_keys.public_part(key),
                state=Code.State.USED,
            )
            for number, key in enumerate(keys)
        ),
        batch_size=2000,
    )
    boxes.note_batch(box, batch, community=community, by=office)
    mood, ballots = rng.uniform(0.7, 0.98), []
    for number, key in enumerate(keys):
        choices = answer_in_mood(content, mood, rng)
        packed = pack(Payload(choices=choices, quarter=1, device="0" * 16), shape)
        envelope = envelopes.seal(packed, public_key=bytes(box.public_key), info=info)
        receipt = secrets.token_bytes(32)
        leaf = leaves.ballot_leaf(box.uid, community, receipt, leaves.envelope_hash(envelope))
        ballots.append(
            Ballot(
                box=box,
                index=before + number + 1,
                code_id=last + number + 1,
                survey=survey,
                receipt_hash=receipt,
                envelope=envelope,
                signature=key.sign(leaf),
                leaf=leaf,
            )
        )
    Ballot.objects.bulk_create(ballots, batch_size=2000)
