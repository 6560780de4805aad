#!/usr/bin/env python3
"""The Chinese catalogue: what the code says, what has been translated, and what is missing.

    python locale/merge.py            write django.po from the code and the parts, and compile it
    python locale/merge.py --check    tell what is missing or old; exit 1 if anything is
    python locale/merge.py --compile  only compile django.po

Translations come from ``locale/parts/*.po``, one file for each part of the portal, and from the
catalogue as it was. Nothing of the system's gettext is needed.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent
BASE = LOCALE.parent
CATALOGUE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
CODE = ("harmony", "communities", "evaluation", "tasks")
HEADER = {
    "Project-Id-Version": "Harmony",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)\w|\{(\w*)\}")

# How a call says which argument is the context (“c”), the text and its plural.
KEYWORDS = {
    "_": None,
    "_t": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

Key = tuple[str, str]  # context and English text


@dataclass
class Message:
    """One text of the code, and the files that say it."""

    text: str
    context: str = ""
    plural: str = ""
    files: list[str] = field(default_factory=list)


def messages_in_code() -> dict[Key, Message]:
    """Every text marked for translation in modules and templates."""
    found: dict[Key, Message] = {}
    for path, source in _sources():
        for message in _messages_of(source):
            known = found.setdefault((message.context, message.text), message)
            known.plural = known.plural or message.plural
            if path not in known.files:
                known.files.append(path)
    return found


def _sources() -> Iterator[tuple[str, str]]:
    """Name and Python source of each file; a template is turned into what it calls."""
    from django.utils.translation.template import templatize  # noqa: PLC0415 -- only to extract

    for folder in CODE:
        for path in sorted((BASE / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(BASE).as_posix(), path.read_text("utf-8")
    templates = sorted(
        path for ending in ("html", "txt", "svg") for path in BASE.glob(f"templates/**/*.{ending}")
    )
    for path in templates:
        name = path.relative_to(BASE).as_posix()
        calls = templatize(path.read_text("utf-8"), origin=name)
        # What is no call has become a row of X; the indentation would trouble the tokenizer.
        yield name, "\n".join(line.strip() for line in calls.splitlines()) + "\n"


def _messages_of(source: str) -> Iterator[Message]:
    from babel.messages.extract import extract  # noqa: PLC0415 -- not needed to compile

    file = io.BytesIO(source.encode())
    options = {"encoding": "utf-8"}
    for _, texts, _, context in extract("python", file, KEYWORDS, options=options):
        singular, plural = texts if isinstance(texts, tuple) else (texts, "")
        yield Message(singular, context or "", plural)


def translations() -> tuple[dict[Key, polib.POEntry], list[str]]:
    """What has been translated, the parts before the catalogue, and where the parts disagree."""
    known: dict[Key, polib.POEntry] = {}
    clashes = []
    for path in sorted(LOCALE.glob("parts/*.po")):
        for entry in polib.pofile(path):
            key = (entry.msgctxt or "", entry.msgid)
            if _chinese(entry) and _chinese(known.setdefault(key, entry)) != _chinese(entry):
                clashes.append(f"{entry.msgid!r}: {_chinese(known[key])} or {_chinese(entry)}?")
    if CATALOGUE.exists():
        for entry in polib.pofile(CATALOGUE):
            known.setdefault((entry.msgctxt or "", entry.msgid), entry)
    return known, clashes


def _chinese(entry: polib.POEntry) -> str:
    """The translation; Chinese has one form for every number, and an uncertain one is none."""
    if "fuzzy" in entry.flags:
        return ""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def catalogue(found: dict[Key, Message], known: dict[Key, polib.POEntry]) -> polib.POFile:
    """Exactly the texts of the code, each with its translation if there is one."""
    result = polib.POFile(wrapwidth=98)
    result.metadata = HEADER
    for (context, text), message in sorted(found.items(), key=lambda item: item[0][::-1]):
        chinese = _chinese(known[context, text]) if (context, text) in known else ""
        entry = polib.POEntry(
            msgid=text, msgctxt=context or None, occurrences=[(f, "") for f in message.files]
        )
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: chinese}
        else:
            entry.msgstr = chinese
        result.append(entry)
    return result


def problems(result: polib.POFile) -> Iterator[str]:
    """What a reader of Chinese would stumble over."""
    for entry in result:
        chinese = _chinese(entry)
        where = ", ".join(name for name, _ in entry.occurrences)
        if not chinese:
            yield f"not translated: {entry.msgid!r} ({where})"
        elif _placeholders(chinese) - _placeholders(entry.msgid_plural or entry.msgid):
            yield f"asks for what is not given: {entry.msgid!r} → {chinese!r} ({where})"
        elif not entry.msgid_plural and _placeholders(entry.msgid) - _placeholders(chinese):
            yield f"leaves something out: {entry.msgid!r} → {chinese!r} ({where})"


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}


def _texts(catalogue: str) -> list[str]:
    """The catalogue without the files that say each text, which change without it being older."""
    return [line for line in catalogue.splitlines() if line and not line.startswith("#:")]


def compile_catalogue() -> None:
    """Write the catalogue in the form that Django reads, in one step."""
    draft = CATALOGUE.with_suffix(".draft")
    polib.pofile(CATALOGUE).save_as_mofile(draft)
    draft.replace(CATALOGUE.with_suffix(".mo"))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 if not right")
    parser.add_argument("--compile", action="store_true", help="only compile what is there")
    options = parser.parse_args()
    if options.compile:
        compile_catalogue()
        return 0

    known, clashes = translations()
    result = catalogue(messages_in_code(), known)
    complaints = [*(f"two translations: {clash}" for clash in clashes), *problems(result)]
    if options.check:
        if not CATALOGUE.exists() or _texts(CATALOGUE.read_text("utf-8")) != _texts(str(result)):
            complaints.append("django.po is older than the code: run python locale/merge.py")
    else:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_text(f"{result}\n", "utf-8")
        compile_catalogue()
    print("\n".join([*complaints, f"{len(result)} texts, {len(complaints)} problems."]))
    return 1 if options.check and complaints else 0


if __name__ == "__main__":
    sys.exit(main())
