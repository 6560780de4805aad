"""What an envelope holds: one household's answer, and the marks by which stuffing is noticed.

Written as JSON and filled up with spaces to the longest that the questionnaire allows, so that an
envelope's length says neither how much was answered nor whether there is a comment. A choice is
one character, the place of its option in the frozen questionnaire: 15 questions take 15 bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

STEP = 512
MOST_BYTES_A_CHARACTER = 4
"""UTF-8 needs no more, and no character that stays in a comment is written longer in JSON."""
BESIDE_THE_COMMENT = 256
PLACES = "0123456789abcdefghijklmnopqrstuvwxyz"
NOT_ANSWERED = "-"

Questions = Sequence[tuple[str, Sequence[str]]]


class Malformed(Exception):
    """An envelope that opened does not hold an answer to this questionnaire."""


@dataclass(frozen=True)
class Shape:
    """What a questionnaire asks, in its order: keys of the questions, each with its options."""

    choices: Questions
    background: Questions
    longest_comment: int

    @property
    def length(self) -> int:
        """Bytes of every answer to this questionnaire, before it is sealed."""
        questions = len(self.choices) + len(self.background)
        needed = BESIDE_THE_COMMENT + questions + self.longest_comment * MOST_BYTES_A_CHARACTER
        return -(-needed // STEP) * STEP


@dataclass(frozen=True)
class Payload:
    """One household's answer. ``choices`` and ``background`` go from question to option.

    ``seconds`` is how long the page was open, as the page itself measured it; None without
    scripts. ``quarter`` numbers quarters of an hour since 1970. ``device`` is a keyed hash of
    network and browser. ``channel`` says how it came, ``staff`` which two accounts helped.
    """

    choices: Mapping[str, str]
    background: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    channel: str = ""
    staff: tuple[int, int] | None = None
    seconds: int | None = None
    quarter: int = 0
    device: str = ""


def pack(payload: Payload, shape: Shape) -> bytes:
    """Exactly ``shape.length`` bytes. Raises ValueError for what the shape does not have."""
    plain = {
        "a": _places(payload.choices, shape.choices),
        "b": _places(payload.background, shape.background),
        "c": payload.comment,
        "d": payload.device,
        "h": payload.channel,
        "q": payload.quarter,
        "s": payload.staff,
        "t": payload.seconds,
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    if len(text) > shape.length:
        raise ValueError(f"{len(text)} bytes do not fit into {shape.length}")
    return text.ljust(shape.length)


def unpack(content: bytes, shape: Shape) -> Payload:
    """Raises Malformed for whatever ``pack`` did not write."""
    try:
        plain = json.loads(content)
        return Payload(
            choices=_chosen(_text(plain["a"]), shape.choices),
            background=_chosen(_text(plain["b"]), shape.background),
            comment=_text(plain["c"]),
            channel=_text(plain["h"]),
            staff=_pair(plain["s"]),
            seconds=_number(plain["t"]),
            quarter=_number(plain["q"]) or 0,
            device=_text(plain["d"]),
        )
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Malformed from error


def _places(given: Mapping[str, str], questions: Questions) -> str:
    unknown = given.keys() - {key for key, _options in questions}
    if unknown:
        raise ValueError(f"The questionnaire does not ask {sorted(unknown)}")
    return "".join(
        PLACES[options.index(given[key])] if key in given else NOT_ANSWERED
        for key, options in questions
    )


def _chosen(places: str, questions: Questions) -> dict[str, str]:
    return {
        key: options[PLACES.index(place)]
        for (key, options), place in zip(questions, places, strict=True)
        if place != NOT_ANSWERED
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int | None:
    if value is not None and type(value) is not int:
        raise TypeError
    return value  # type: ignore[return-value]


def _pair(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError
    one, other = (_number(each) for each in value)
    if one is None or other is None:
        raise TypeError
    return one, other
