"""From a file to plain values, and what plain values may be.

plain_from_text(text) -> (plain, problems)     YAML or JSON
text_from_plain(plain) -> str                  YAML, both languages readable
plain_problems(plain) -> list[Problem]         too deep, too large, or not JSON at all
content_hash(plain) -> str                     the same for the same content
"""

import hashlib
import json
import math
import re
from typing import Any

import yaml

from evaluation.standards.problems import Problem, at
from evaluation.standards.reading import shown

LONGEST_FILE = 2_000_000
DEEPEST = 30
MOST_VALUES = 100_000
RARE_BREAK = re.compile("[\r\x85\u2028\u2029\ufeff]")

_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _KeyTwice(yaml.YAMLError):
    """YAML would silently keep the second of two values under one key."""

    def __init__(self, key: str, mark: Any) -> None:
        super().__init__(key)
        self.key = key
        self.problem_mark = mark


class _PlainLoader(_FastLoader):
    """The safe loader, without keys that stand twice."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        seen = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else str(key_node)
            if key in seen:
                raise _KeyTwice(key, key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _shape_problem(text: str) -> Problem | None:
    """What makes a file dangerous to build: nested too deep, or repeating itself by reference."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_FastLoader)):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            return Problem("yaml_alias", {"line": line})
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            return Problem("too_deep", {"line": line, "most": DEEPEST})
        if count > MOST_VALUES:
            return Problem("too_large_file", {"most": MOST_VALUES})
    return None


def plain_from_text(text: str | bytes) -> tuple[Any, list[Problem]]:
    """The values a YAML or JSON file holds, or None and the reason, with its line and column."""
    if len(text) > LONGEST_FILE:
        return None, [Problem("file_too_long", {"most": LONGEST_FILE})]
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None, [Problem("not_utf8")]
    try:
        if problem := _shape_problem(text):
            return None, [problem]
        return yaml.load(text, _PlainLoader), []  # noqa: S506 -- derives from the safe loader
    except _KeyTwice as error:
        return None, [_at_mark("key_twice", error.problem_mark, key=shown(error.key))]
    except yaml.MarkedYAMLError as error:
        return None, [_at_mark("yaml_syntax", error.problem_mark or error.context_mark)]
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return None, [Problem("not_readable")]


def _at_mark(code: str, mark: Any, **params: Any) -> Problem:
    if mark is None:
        return Problem("not_readable")
    return Problem(code, params | {"line": mark.line + 1, "column": mark.column + 1})


class _PlainDumper(yaml.SafeDumper):
    """The safe dumper, with rare line breaks written as escapes: it would lose them else."""


def _quoted_where_needed(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if RARE_BREAK.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_PlainDumper.add_representer(str, _quoted_where_needed)


def text_from_plain(plain: Any) -> str:
    """The plain values as a YAML file; reading it again gives the same values."""
    return yaml.dump(plain, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=110)


_Path = tuple[Any, str | int] | None
"""A key or position, behind the path that leads there; put into words only for a problem."""


def plain_problems(plain: Any) -> list[Problem]:
    """Why these values cannot be read at all; empty when they can.

    Walks without recursion, so that nothing somebody sends can exhaust the stack.
    """
    waiting: list[tuple[Any, _Path, int]] = [(plain, None, 0)]
    count = 0
    while waiting:
        value, path, depth = waiting.pop()
        count += 1
        if depth > DEEPEST:
            return [Problem("too_deep", {"most": DEEPEST}, _where(path))]
        if count > MOST_VALUES:
            return [Problem("too_large_file", {"most": MOST_VALUES})]
        if isinstance(value, dict):
            strange = [key for key in value if not isinstance(key, str)]
            if strange:
                return [Problem("key_not_text", {"key": shown(strange[0])}, _where(path))]
            inner = [(v, (path, key), depth + 1) for key, v in value.items()]
            waiting.extend(reversed(inner))
        elif isinstance(value, list):
            inner = [(v, (path, position), depth + 1) for position, v in enumerate(value)]
            waiting.extend(reversed(inner))
        elif not _is_plain(value):
            return [Problem("not_plain", {"value": shown(value)}, _where(path))]
    return []


def _where(path: _Path) -> str:
    steps: list[str | int] = []
    while path is not None:
        path, step = path
        steps.append(step)
    where = ""
    for step in reversed(steps):
        where = at(where, step if isinstance(step, int) else shown(step))
    return where


def _is_plain(value: Any) -> bool:
    """Whether JSON can hold it: dates and the like, NaN and infinity it cannot."""
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int)


def content_hash(plain: Any) -> str:
    """SHA-256 of the values in canonical JSON: keys in order, no spaces, UTF-8."""
    canonical = json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
