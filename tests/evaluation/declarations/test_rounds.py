"""What a later hand-up says differently; plain contents, no database."""

from evaluation.declarations.rounds import changes_between


def entry(code="A1.1", **said):
    usual = {"finding": {}, "modifier": "", "statement": "", "points": "1.00", "files": []}
    return {"criterion": code} | usual | said


def between(before, after):
    return changes_between({"entries": before}, {"entries": after})


def test_the_same_is_no_change():
    assert between([entry()], [entry()]) == []


def test_text_numbers_and_files_are_told_apart():
    before = entry(statement="Before.", files=["a", "b"])
    after = entry(statement="After.", points="2.00", files=["b", "c"])

    (change,) = between([before], [after])

    assert [change.differs(name) for name in ("statement", "points", "finding")] == [
        True,
        True,
        False,
    ]
    assert (change.files_added, change.files_removed) == (["c"], ["a"])


def test_what_was_not_there_before_is_new():
    (change,) = between([], [entry(files=["a"])])

    assert (change.before, change.files_added) == ({}, ["a"])
