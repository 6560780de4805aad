"""A thousand schedules of lost, late, doubled and crossing requests, played by Hypothesis."""

from proofs import database

TIMES = 1000
PIECE = 100
"""Told after so many, as it takes minutes."""


def prove() -> bool:
    database.prepare()
    from tests.evaluation.surveys.test_schedules import play

    for played in range(PIECE, TIMES + 1, PIECE):
        play(PIECE)
        print(f"{played} schedules: one ballot and one receipt for every slip", flush=True)
    return True
