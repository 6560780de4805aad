"""Can somebody who holds the database tell which slip gave which answer?

The real build and a deliberately weak one, the obvious design with a hashed code in one table and
the answer in another, are filled the same way and given to the same attackers
(``attackers.py``). The weak one must be seen through, or the attackers are worth nothing; of the
real one they must find no more than by chance.

Chance: lining up at random is right once in each community on average, with variance 1, whatever
its size; so at most communities + 4 √communities of all codes.
"""

import json
import secrets
from dataclasses import dataclass
from math import sqrt
from random import Random

from django.db import connection, transaction

from evaluation.models import Answer, Ballot, BallotBox, Survey
from evaluation.surveys import codes as slip_codes
from evaluation.surveys import services
from evaluation.surveys.sealing import receipts
from proofs import database
from proofs.attackers import Links, SeenAnswer, SeenCode, most_linked, places

COMMUNITIES, ANSWERS = 20, 250
OPTIONS = ("very_satisfied", "satisfied", "basically_satisfied", "dissatisfied", "dont_know")
SEED = 20260624
LEAST_OF_WEAK = 99  # percent

Groups = list[tuple[list[SeenCode], list[SeenAnswer], Links]]


@dataclass(frozen=True)
class Visit:
    """One household: its survey, its code and what it will answer."""

    survey: Survey
    code: str
    choices: dict[str, str]
    comment: str


def prove() -> bool:
    database.prepare()
    visits = ballots(COMMUNITIES, ANSWERS)
    print(f"{connection.vendor}, {COMMUNITIES} communities, {len(visits)} answers")
    weak = most_linked(weak_build(visits))
    real = most_linked(real_build(visits))
    limit = COMMUNITIES + 4 * sqrt(COMMUNITIES)
    print(f"{'rightly linked':<42}{'weak':>8}{'real':>8}")
    for name in real:
        print(f"{name:<42}{weak[name]:>8}{real[name]:>8}")
    needed = len(visits) * LEAST_OF_WEAK / 100
    print(f"the weak build must give at least {needed:.0f}, the real one at most {limit:.1f}")
    return max(weak.values()) >= needed and max(real.values()) <= limit


def ballots(communities: int, answers: int) -> list[Visit]:
    """Surveys that are open, and who will answer them, in the order in which they come."""
    from tests.factories import CommunityFactory, DistrictFactory
    from tests.factories.surveys import (
        open_survey,
        received_declaration,
        stage_with_questionnaire,
    )

    rng = Random(SEED)  # noqa: S311 -- the same every time
    stage = stage_with_questionnaire(DistrictFactory())
    visits = []
    for _number in range(communities):
        community = CommunityFactory(households=answers)
        survey, drawn = open_survey(received_declaration(community, stage), slips=answers)
        visits += [_visit(survey, code, rng) for code in drawn]
    rng.shuffle(visits)
    return visits


def _visit(survey: Survey, code: str, rng: Random) -> Visit:
    content = survey.questionnaire.content
    asked = [item["key"] for item in content["items"]] + [content["overall"]["key"]]
    comment = "好" * rng.randrange(1, 200) if rng.random() < 0.3 else ""
    return Visit(survey, code, {key: rng.choice(OPTIONS) for key in asked}, comment)


# ------------------------------------------------------------------ the real build
def real_build(visits: list[Visit]) -> Groups:
    """Answered, closed and opened by the portal itself; what is seen of it on the way."""
    from tests.factories.surveys import PASSPHRASE, office_of

    before: dict[str, dict] = {}
    for order, visit in enumerate(visits):
        outcome = services.record(
            visit.code, receipt=receipts.new(), choices=visit.choices, comment=visit.comment
        )
        if not outcome.is_recorded:
            raise AssertionError(outcome.kind)
        before[slip_codes.selector_of(visit.code)] = {"order": order}
    _see_ballots(before)
    for survey in {visit.survey.pk: visit.survey for visit in visits}.values():
        services.close(survey, by=office_of())
    box = BallotBox.objects.get()
    key = services.key_from_passphrase(box, PASSPHRASE)
    services.open_box(box, by=office_of(), private_key=key)
    return _seen_of_real(visits, before, opened_at=len(visits))


def _see_ballots(before: dict[str, dict]) -> None:
    """What lies beside each code while the box is sealed."""
    placed = places("evaluation_code", "selector")
    rows = Ballot.objects.values_list("code__selector", "envelope", "receipt_hash")
    for selector, envelope, receipt in rows.iterator(chunk_size=1000):
        before[selector] |= {
            "envelope": bytes(envelope),
            "length": len(envelope),
            "receipt": bytes(receipt),
            "place": placed[selector][0],
            "version": placed[selector][1],
        }


def _seen_of_real(visits: list[Visit], before: dict[str, dict], *, opened_at: int) -> Groups:
    placed = places("evaluation_answer", "key")
    answers: dict[int, list[SeenAnswer]] = {}
    by_words: dict[tuple[int, str], str] = {}
    for row in Answer.objects.all():
        place, version = placed[row.key]
        words = _words(row.choices)
        marks = {"salt": bytes(row.salt), "length": len(words)}
        seen = SeenAnswer(row.key, opened_at, place, version, marks)
        answers.setdefault(row.survey_id, []).append(seen)
        by_words[row.survey_id, words] = row.key
    groups: dict[int, tuple[list[SeenCode], Links]] = {}
    for visit in visits:
        selector = slip_codes.selector_of(visit.code)
        seen_codes, truth = groups.setdefault(visit.survey.pk, ([], {}))
        marks = dict(before[selector])
        order, place, version = (marks.pop(name) for name in ("order", "place", "version"))
        seen_codes.append(SeenCode(selector, order, place, version, marks))
        truth[selector] = by_words[visit.survey.pk, _words(visit.choices)]
    return [(seen, answers[survey], truth) for survey, (seen, truth) in groups.items()]


# ------------------------------------------------------------------ the weak build
TABLES = (
    "CREATE TABLE weak_code (name VARCHAR(40) PRIMARY KEY, used INTEGER, receipt VARCHAR(40))",
    "CREATE TABLE weak_answer (name VARCHAR(40) PRIMARY KEY, said TEXT)",
)


def weak_build(visits: list[Visit]) -> Groups:
    """The obvious design: a hashed code here, the answer under a random key there."""
    with connection.cursor() as cursor:
        for statement in TABLES:
            cursor.execute(statement)
        cursor.executemany(
            "INSERT INTO weak_code VALUES (%s, 0, '')",
            [[slip_codes.selector_of(visit.code)] for visit in visits],
        )
    came = {}
    for order, visit in enumerate(visits):
        key = secrets.token_hex(16)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE weak_code SET used = 1, receipt = %s WHERE name = %s",
                [secrets.token_hex(16), slip_codes.selector_of(visit.code)],
            )
            cursor.execute("INSERT INTO weak_answer VALUES (%s, %s)", [key, _words(visit.choices)])
        came[slip_codes.selector_of(visit.code)] = (key, order)
    groups = _seen_of_weak(visits, came)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE weak_code")
        cursor.execute("DROP TABLE weak_answer")
    return groups


def _seen_of_weak(visits: list[Visit], came: dict[str, tuple[str, int]]) -> Groups:
    codes, answers = places("weak_code", "name"), places("weak_answer", "name")
    groups: dict[int, tuple[list[SeenCode], list[SeenAnswer], Links]] = {}
    for visit in visits:
        name = slip_codes.selector_of(visit.code)
        key, order = came[name]
        seen_codes, seen_answers, truth = groups.setdefault(visit.survey.pk, ([], [], {}))
        length = len(_words(visit.choices))
        marks = {"envelope": b"", "length": length, "receipt": b"", "salt": b""}
        seen_codes.append(SeenCode(name, order, *codes[name], marks))
        seen_answers.append(SeenAnswer(key, order, *answers[key], marks))
        truth[name] = key
    return list(groups.values())


def _words(choices: dict[str, str]) -> str:
    return json.dumps(choices, sort_keys=True)
