#!/usr/bin/env python3
"""Recompute a ballot box of Harmony's residents' questionnaire from its exported file.

It shares no code with the portal, on purpose: all it knows is what is written in
docs/questionnaire-in-detail.md.

    python3 verify_box.py box-….json                       the file by itself
    python3 verify_box.py box-….json 7K3M P0QX 94TD WZ81   and whether this receipt is in it

Exit status 0 when everything agrees, 1 when something does not, 2 when the file is no box.
"""

import json
import sys
from fractions import Fraction
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FORMAT = "harmony ballot box 1"
CLOSE = Fraction(1, 10**25)


def leaf(name, *fields):
    """SHA-256 over 0x00, the name and each field, each behind its length in four bytes."""
    hashed = sha256(b"\x00")
    for field in (name, *fields):
        text = field if isinstance(field, bytes) else str(field).encode()
        hashed.update(len(text).to_bytes(4, "big") + text)
    return hashed.digest()


def root(leaves):
    """The root of RFC 6962 over these leaves."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


class Check:
    """What was found, line by line."""

    def __init__(self):
        self.failed = 0

    def __call__(self, holds, text):
        self.failed += not holds
        print(("ok      " if holds else "WRONG   ") + text)


def check_record(bundle, check):
    previous, whole = "0" * 64, True
    for number, line in enumerate(bundle["record"], start=1):
        said = {key: line[key] for key in ("number", "kind", "facts", "at", "by")}
        said |= {"box": bundle["box"]["uid"], "previous": previous}
        whole &= line["number"] == number and sha256(canonical(said)).hexdigest() == line["hash"]
        previous = line["hash"]
    check(whole, f"record: {len(bundle['record'])} lines, the last with hash {previous}")


def check_key(bundle, check):
    """Everybody who holds the key had shown it before the first slips were issued. Boxes that say
    nothing of their holders are older than this."""
    holders = set(lines(bundle, "made")[0]["facts"].get("holders", {}))
    first = next((line["number"] for line in lines(bundle, "printed")), len(bundle["record"]) + 1)
    proved = {
        line["facts"]["holder"] for line in lines(bundle, "proved") if line["number"] < first
    }
    if holders and lines(bundle, "printed"):
        named = ", ".join(sorted(holders))
        check(holders <= proved, f"key: proved before slips were issued, by {named}")
    for line in lines(bundle, "alarm"):
        facts = line["facts"]
        print(f"note    line {line['number']}: more than {facts['more_than']} wrong codes an hour")


def check_codes(bundle, check):
    issued = {line["facts"]["batch"]: line["facts"] for line in lines(bundle, "printed")}
    found = {batch["batch"]: batch["codes"] for batch in bundle["batches"]}
    whole = issued.keys() == found.keys() and all(
        len(codes) == issued[batch]["slips"]
        and root([bytes.fromhex(code) for code in sorted(codes)]).hex() == issued[batch]["root"]
        for batch, codes in found.items()
    )
    slips = sum(len(codes) for codes in found.values())
    together = root([bytes.fromhex(facts["root"]) for facts in issued.values()]).hex()
    told = f"{slips} slips in {len(found)} batches with root {together}"
    check(whole, f"codes: {told}, as they were issued")
    return slips


def check_ballots(bundle, check):
    uid = bundle["box"]["uid"]
    leaves = [
        leaf("ballot1", uid, community, bytes.fromhex(receipt), bytes.fromhex(envelope))
        for community, receipt, envelope, _valid in bundle["ballots"]
    ]
    receipts = [receipt for _community, receipt, _envelope, _valid in bundle["ballots"]]
    check(len(set(receipts)) == len(receipts), "ballots: no receipt twice")
    for line in lines(bundle, "checkpoint"):
        facts = line["facts"]
        same = facts["size"] <= len(leaves) and (
            root(leaves[: facts["size"]]).hex() == facts["root"]
        )
        check(same, f"checkpoint, line {line['number']}: the first {facts['size']} ballots")
    if bundle["box"]["state"] == "opened":
        found = root(leaves).hex()
        same = found == bundle["box"]["ballots_root"]
        check(same, f"ballots: {len(leaves)} with root {found}")
    return leaves


def check_answers(bundle, check, slips):
    uid, facts = bundle["box"]["uid"], lines(bundle, "opened")[-1]["facts"]
    full = [row for row in bundle["answers"] if isinstance(row, list)]
    leaves = [
        leaf("answer1", uid, community, int(assisted), bytes.fromhex(salt), canonical(said))
        for community, assisted, salt, said in full
    ] or [bytes.fromhex(row) for row in bundle["answers"]]
    found = root(sorted(leaves)).hex()
    same = found == bundle["box"]["answers_root"] == facts["answers_root"]
    check(same, f"answers: {len(leaves)} with root {found}")
    valid = sum(valid for *_ballot, valid in bundle["ballots"])
    check(len(leaves) == valid, "answers: as many as ballots that could be read")
    counts = facts["issued"] == slips and facts["used"] == facts["ballots"] == len(
        bundle["ballots"]
    )
    check(counts, f"codes issued {facts['issued']}, used {facts['used']}, void {facts['void']}")
    for survey in bundle["surveys"]:
        if full and "tally" in survey:
            mine = [said for community, _a, _s, said in full if community == survey["community"]]
            check_tally(survey, mine, check)


def check_tally(survey, answers, check):
    """R and the satisfaction rate, in exact fractions (domain: r_i = Σ w·a / Σ w; R = mean)."""
    content, tally = survey["questionnaire"], survey["tally"]
    values = {one["key"]: Fraction(one["value"]) for one in content["scale"]["options"]}
    satisfied = {one["key"] for one in content["scale"]["options"] if one["satisfied"]}
    weights = {item["key"]: Fraction(item["weight"]) for item in content["items"]}
    least = content["valid_answer"]["rated_items_at_least"]
    means, overall = [], []
    for said in answers:
        rated = {key: said["choices"].get(key) for key in weights}
        rated = {key: values[option] for key, option in rated.items() if option in values}
        if len(rated) < least:
            continue
        total = sum(weights[key] for key in rated)
        means.append(sum(weights[key] * value for key, value in rated.items()) / total)
        option = said["choices"].get(content["overall"]["key"])
        if option in values:
            overall.append(option in satisfied)
    score = sum(means, Fraction(0)) / len(means) if means else None
    rate = Fraction(100 * sum(overall), len(overall)) if overall else None
    same = (
        tally["received"] == len(answers)
        and tally["valid"] == len(means)
        and close(tally["residents"], score)
        and close(tally["satisfaction_rate"], rate)
    )
    check(same, f"tally of {survey['community']}: {len(means)} valid of {len(answers)} answers")


def close(told, found):
    """The portal keeps 34 digits; a fraction may have more."""
    if told is None or found is None:
        return told is None and found is None
    return abs(Fraction(told) - found) < CLOSE


def lines(bundle, kind):
    return [line for line in bundle["record"] if line["kind"] == kind]


def check_receipt(bundle, typed, check):
    plain = "".join(each for each in typed.upper() if each.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    if len(plain) != 16 or set(plain) - set(ALPHABET):
        check(False, "receipt: 16 letters and digits are needed")
        return
    number = 0
    for character in plain:
        number = number * 32 + ALPHABET.index(character)
    hashed = sha256(number.to_bytes(10, "big")).hexdigest()
    found = [
        index
        for index, (_community, receipt, _envelope, valid) in enumerate(bundle["ballots"], start=1)
        if receipt == hashed and valid
    ]
    check(bool(found), f"receipt: ballot {found[0]}" if found else "receipt: not in this box")


class Unreadable(Exception):
    """The file cannot be looked at; the text says why."""


def read(file):
    """The box in this file, as it was exported."""
    try:
        with open(file, encoding="utf-8") as opened:
            bundle = json.load(opened)
    except OSError as error:
        raise Unreadable(why_unreadable(file, error)) from None
    except (ValueError, RecursionError):
        raise Unreadable(f"{file} is no file of a ballot box, or only a part of one.") from None
    if not isinstance(bundle, dict) or bundle.get("format") != FORMAT:
        raise Unreadable(f"{file} is no file of a ballot box.")
    return bundle


def why_unreadable(file, error):
    """What the system says of a file, in words."""
    if isinstance(error, FileNotFoundError):
        return f"There is no file {file}."
    if isinstance(error, IsADirectoryError):
        return f"{file} is a folder, not a file."
    if isinstance(error, PermissionError):
        return f"You may not read {file}."
    return f"{file} cannot be read: {error.strerror}."


def check_all(bundle, receipt, check):
    print(f"Ballot box {bundle['box']['uid']}, {bundle['box']['state']}")
    check_record(bundle, check)
    check_key(bundle, check)
    slips = check_codes(bundle, check)
    check_ballots(bundle, check)
    if bundle["box"]["state"] == "opened":
        check_answers(bundle, check, slips)
    if receipt:
        check_receipt(bundle, receipt, check)


def main(arguments):
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(__doc__, file=sys.stderr)
        return 2
    file, *groups = arguments  # a receipt is printed in groups, and typed like that
    check = Check()
    try:
        check_all(read(file), " ".join(groups), check)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        print(f"{file} cannot be read as a ballot box: it was changed.", file=sys.stderr)
        return 2
    print("Everything agrees." if not check.failed else f"{check.failed} do not agree.")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
