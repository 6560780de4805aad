#!/usr/bin/env python3
"""The audit draw of a ballot box: patterns for slips drawn by the supervision body, and the check.

    python3 audit_draw.py make questions-….json 340104001001=10 340104001002=20
    python3 audit_draw.py check box-….json draw-….json

“make” takes the file of questions from the page of the draw, and how many slips were drawn in
which community. It writes the list (keep it, unchanged, and secret until the box is open) and a
sheet that says what to choose on each slip, and shows the SHA-256 to deposit. “check” looks for
the patterns of a list in the file with the answers, without the portal. Exit status 0 when all is
found, 1 when not, 2 when something cannot be read. It shares no code with the portal.
"""

import json
import secrets
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

FORMAT = "harmony audit draw 1"
QUESTIONS = "harmony audit questions 1"
BOX = "harmony ballot box 1"
WITH_CHOICES = 4
"""Parts of an answer in the file with the choices; the public one has fewer."""
MOST_SLIPS = 10_000


class Unreadable(Exception):
    """What was given cannot be used; the text says why."""


def make(file, drawn):
    asked = read(file)
    if not isinstance(asked, dict) or asked.get("format") != QUESTIONS:
        raise Unreadable(f"{file} is not the file of questions from the page of the draw")
    patterns = []
    for one in drawn:
        community, _sign, slips = one.partition("=")
        if community not in asked["communities"]:
            known = ", ".join(asked["communities"])
            raise Unreadable(f"{community} is no community of this box; there are {known}")
        if not (slips.isascii() and slips.isdigit() and 0 < int(slips) <= MOST_SLIPS):
            raise Unreadable(
                f"{one}: write how many slips were drawn, for instance {community}=10"
            )
        place = asked["communities"][community]
        options = list(place["options"])
        for _slip in range(int(slips)):
            choices = {question: secrets.choice(options) for question in place["questions"]}
            nonce = secrets.token_hex(16)
            patterns.append({"community": community, "choices": choices, "nonce": nonce})
    content = json.dumps({"format": FORMAT, "box": asked["box"], "patterns": patterns}, indent=1)
    with open(f"draw-{asked['box']}.json", "x", encoding="utf-8") as out:
        out.write(content)
    with open(f"draw-{asked['box']}.txt", "x", encoding="utf-8") as out:
        out.writelines(sheet(asked, patterns))
    print(f"{len(patterns)} patterns: draw-{asked['box']}.json; what to choose: the same, .txt")
    print(f"SHA-256 to deposit: {sha256(content.encode()).hexdigest()}")
    return 0


def sheet(asked, patterns):
    """What to choose on each slip, in the words of the questionnaire."""
    for number, pattern in enumerate(patterns, start=1):
        place = asked["communities"][pattern["community"]]
        yield f"{number}. {place['name']} ({pattern['community']})\n"
        for question, text in place["questions"].items():
            yield f"    {text}  {place['options'][pattern['choices'][question]]}\n"
        yield "\n"


def check(bundle_file, list_file):
    bundle, drawn = read(bundle_file), read(list_file)
    if not isinstance(drawn, dict) or drawn.get("format") != FORMAT:
        raise Unreadable(f"{list_file} is not a list that “make” has written")
    if not isinstance(bundle, dict) or bundle.get("format") != BOX:
        raise Unreadable(f"{bundle_file} is no file of a ballot box")
    if "answers" not in bundle:
        raise Unreadable(f"{bundle_file} is not a file of a ballot box that was opened")
    if any(len(one) != WITH_CHOICES for one in bundle["answers"]):
        raise Unreadable(
            f"{bundle_file} has no answers; take the file that office and auditors get"
        )
    digest = sha256(Path(list_file).read_bytes()).hexdigest()
    deposited = [line["facts"]["list"] for line in bundle["record"] if line["kind"] == "drawn"]
    is_deposited = deposited == [digest] and drawn["box"] == bundle["box"]["uid"]
    say(is_deposited, f"list: SHA-256 {digest}, as deposited")
    wanted = Counter(key(one["community"], one["choices"]) for one in drawn["patterns"])
    given = Counter(key(one, said["choices"]) for one, _a, _s, said in bundle["answers"])
    found = (wanted & given).total()
    is_whole = found == wanted.total()
    say(is_whole, f"patterns: {found} of {wanted.total()} found")
    return 0 if is_deposited and is_whole else 1


def read(file):
    """What the file holds; nothing where it is none of ours at all, a PDF for instance."""
    try:
        return json.loads(Path(file).read_bytes())
    except (ValueError, RecursionError):
        return None


def in_words(error):
    """What the system says of a file, in words."""
    file = error.filename
    if isinstance(error, FileNotFoundError):
        return f"there is no file {file}"
    if isinstance(error, FileExistsError):
        return f"{file} is there already, and a list is never written over"
    if isinstance(error, IsADirectoryError):
        return f"{file} is a folder, not a file"
    if isinstance(error, PermissionError):
        return f"you may not read or write {file}"
    return f"{file}: {error.strerror}"


def say(holds, text):
    print(("ok      " if holds else "WRONG   ") + text)


def key(community, choices):
    return community, tuple(sorted(choices.items()))


def main(arguments):
    try:
        if len(arguments) >= 3 and arguments[0] == "make":
            return make(arguments[1], arguments[2:])
        if len(arguments) == 3 and arguments[0] == "check":
            return check(*arguments[1:])
    except Unreadable as error:
        print(f"This cannot be done: {error}.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"This cannot be done: {in_words(error)}.", file=sys.stderr)
        return 2
    except (ValueError, KeyError, TypeError, AttributeError):
        print("This cannot be done: one of the files was changed.", file=sys.stderr)
        return 2
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
