"""A thousand schedules of lost, late, doubled and crossing requests, played by Hypothesis."""

from proofs import database

TIMES = 1000


def prove() -> bool:
    database.prepare()
    from tests.evaluation.surveys.test_schedules import play

    play(TIMES)
    print(f"{TIMES} schedules: one ballot and one receipt for every slip")
    return True
