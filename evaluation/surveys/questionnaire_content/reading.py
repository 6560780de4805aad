"""Reading a questionnaire: never raises, lists every problem with its place."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from evaluation.standards.content.standard import first_problems
from evaluation.standards.figures import ZERO, plain
from evaluation.standards.plain_text import plain_from_text, plain_problems
from evaluation.standards.problems import Problem, at
from evaluation.standards.reading import ABSENT, Reader, TextPair
from evaluation.surveys.questionnaire_content.shapes import (
    BackgroundContent,
    ChoiceContent,
    CommentContent,
    ItemContent,
    OptionContent,
    QuestionnaireContent,
    SampleContent,
)

HUNDRED = Decimal(100)
LONGEST_TITLE = 200
LONGEST_QUESTION = 500
LONGEST_OPTION = 60
MOST_ITEMS = 60
MOST_BACKGROUND = 2
"""Questions about the household: with more of them an answer begins to name its household."""
MOST_GROUPS = 6
"""Answers to such a question. With the usual sample of 137, more groups fall under ten."""
REQUIRED = (
    "key",
    "edition",
    "title",
    "introduction",
    "privacy",
    "thanks",
    "scale",
    "items",
    "overall",
)
OPTIONAL = (
    "standard",
    "notice",
    "background",
    "comment",
    "valid_answer",
    "satisfaction_rate",
    "sample",
)


class QuestionnaireReader(Reader):
    """A reader that knows which questions there are, and the standard's dimensions."""

    def __init__(self, dimensions: Collection[str] | None) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.questions: set[str] = set()

    def new_key(self, value: Any, where: str, used: set[str]) -> str:
        key = self.key(value, where)
        if key and key in used:
            self.note("used_twice", where, value=key)
        used.add(key)
        return key

    def question(self, value: Any, where: str) -> str:
        """The key of a question; answers are kept under it."""
        return self.new_key(value, where, self.questions)

    def hint(self, data: dict[str, Any], where: str) -> TextPair | None:
        return self.pair(data["hint"], at(where, "hint")) if data.get("hint") else None


def read_questionnaire(
    plain: Any, *, dimensions: Collection[str] | None = None
) -> tuple[QuestionnaireContent | None, list[Problem]]:
    """The questionnaire that these plain values hold, and everything wrong with them.

    ``dimensions`` are the codes of the standard it belongs to; without them any will do.
    """
    content, problems = read_with_all_problems(plain, dimensions=dimensions)
    return content, first_problems(problems)


def read_with_all_problems(
    plain: Any, *, dimensions: Collection[str] | None = None
) -> tuple[QuestionnaireContent | None, list[Problem]]:
    """The same with every problem, however many; for whoever decides by them."""
    if problems := plain_problems(plain):
        return None, problems
    if not isinstance(plain, dict):
        return None, [Problem("not_a_mapping")]
    reader = QuestionnaireReader(dimensions)
    content = _read(reader, reader.mapping(plain, "", REQUIRED, OPTIONAL))
    return content, reader.problems


def read_questionnaire_text(
    text: str | bytes, *, dimensions: Collection[str] | None = None
) -> tuple[QuestionnaireContent | None, list[Problem]]:
    """The same from a YAML or JSON file."""
    plain, problems = plain_from_text(text)
    return (None, problems) if problems else read_questionnaire(plain, dimensions=dimensions)


def _read(reader: QuestionnaireReader, data: dict[str, Any]) -> QuestionnaireContent:
    notice = data.get("notice")
    key = reader.key(data["key"], "key")
    edition = reader.text(data["edition"], "edition", longest=20)
    title = reader.pair(data["title"], "title", longest=LONGEST_TITLE)
    options, dont_know = _read_scale(reader, data["scale"])
    items = _read_items(reader, data["items"])
    overall = reader.mapping(data["overall"], "overall", ("key", "text"))
    overall_key = reader.question(overall["key"], "overall.key")
    rate = reader.mapping(data.get("satisfaction_rate", ABSENT), "satisfaction_rate", ("item",))
    reader.choice(rate["item"], "satisfaction_rate.item", (overall_key,), "rate_not_of_overall")
    return QuestionnaireContent(
        key=key,
        edition=edition,
        title=title,
        standard=reader.key(data.get("standard", ABSENT), "standard"),
        notice=None if notice is None else reader.pair(notice, "notice"),
        introduction=reader.pair(data["introduction"], "introduction"),
        privacy=_read_privacy(reader, data["privacy"]),
        thanks=reader.pair(data["thanks"], "thanks"),
        options=options,
        dont_know=dont_know,
        items=items,
        overall=ChoiceContent(
            overall_key, reader.pair(overall["text"], "overall.text", longest=LONGEST_QUESTION)
        ),
        background=_read_background(reader, data.get("background", ABSENT)),
        comment=_read_comment(reader, data.get("comment")),
        rated_items_at_least=_read_validity(reader, data.get("valid_answer"), len(items)),
        sample=_read_sample(reader, data.get("sample")),
    )


def _read_privacy(reader: QuestionnaireReader, value: Any) -> tuple[tuple[str, TextPair], ...]:
    promises, used = [], set[str]()
    for position, item in enumerate(reader.listing(value, "privacy", least=1, most=20)):
        where = at("privacy", position)
        entry = reader.mapping(item, where, ("key", "text"))
        key = reader.new_key(entry["key"], at(where, "key"), used)
        promises.append((key, reader.pair(entry["text"], at(where, "text"))))
    return tuple(promises)


def _read_scale(
    reader: QuestionnaireReader, value: Any
) -> tuple[tuple[OptionContent, ...], ChoiceContent]:
    """The options from the best down, and “I don't know”."""
    data = reader.mapping(value, "scale", ("options", "dont_know"))
    used: set[str] = set()
    options: list[OptionContent] = []
    where = "scale.options"
    for position, item in enumerate(reader.listing(data["options"], where, least=2, most=10)):
        place = at(where, position)
        entry = reader.mapping(item, place, ("key", "value", "satisfied", "label"))
        option = OptionContent(
            key=reader.new_key(entry["key"], at(place, "key"), used),
            value=reader.number(entry["value"], at(place, "value"), highest=HUNDRED) or ZERO,
            satisfied=reader.flag(entry["satisfied"], at(place, "satisfied")),
            label=reader.pair(entry["label"], at(place, "label"), longest=LONGEST_OPTION),
        )
        if options and option.value >= options[-1].value:
            reader.note("option_not_lower", at(place, "value"), value=plain(option.value))
        if options and option.satisfied and not options[-1].satisfied:
            reader.note("satisfied_below_dissatisfied", at(place, "satisfied"))
        options.append(option)
    if options and len({option.satisfied for option in options}) == 1:
        reader.note("scale_one_sided", where)
    last = reader.mapping(data["dont_know"], "scale.dont_know", ("key", "label"))
    key = reader.new_key(last["key"], "scale.dont_know.key", used)
    label = reader.pair(last["label"], "scale.dont_know.label", longest=LONGEST_OPTION)
    return tuple(options), ChoiceContent(key, label)


def _read_items(reader: QuestionnaireReader, value: Any) -> tuple[ItemContent, ...]:
    """The questions on the scale; their weights make 1."""
    items = []
    for position, item in enumerate(reader.listing(value, "items", least=1, most=MOST_ITEMS)):
        where = at("items", position)
        entry = reader.mapping(item, where, ("key", "dimension", "weight", "text"), ("hint",))
        dimension = reader.key(entry["dimension"], at(where, "dimension"))
        if dimension and reader.dimensions is not None and dimension not in reader.dimensions:
            reader.note("dimension_unknown", at(where, "dimension"), value=dimension)
        weight = reader.positive(entry["weight"], at(where, "weight"), highest=Decimal(1))
        items.append(
            ItemContent(
                key=reader.question(entry["key"], at(where, "key")),
                dimension=dimension,
                weight=weight or ZERO,
                text=reader.pair(entry["text"], at(where, "text"), longest=LONGEST_QUESTION),
                hint=reader.hint(entry, where),
            )
        )
    total = sum((item.weight for item in items), ZERO)
    if items and all(item.weight for item in items) and total != 1:
        reader.note("weights_not_one", "items", total=plain(total))
    return tuple(items)


def _read_background(reader: QuestionnaireReader, value: Any) -> tuple[BackgroundContent, ...]:
    questions = []
    for position, item in enumerate(reader.listing(value, "background", most=10)):
        where = at("background", position)
        entry = reader.mapping(item, where, ("key", "text", "options"))
        used: set[str] = set()
        options = []
        listed = reader.listing(entry["options"], at(where, "options"), least=2, most=20)
        if len(listed) > MOST_GROUPS:
            reader.note("background_too_fine", at(where, "options"), most=MOST_GROUPS)
        for number, choice in enumerate(listed):
            place = at(at(where, "options"), number)
            given = reader.mapping(choice, place, ("key", "label"))
            key = reader.new_key(given["key"], at(place, "key"), used)
            options.append(ChoiceContent(key, reader.pair(given["label"], at(place, "label"))))
        text = reader.pair(entry["text"], at(where, "text"), longest=LONGEST_QUESTION)
        key = reader.question(entry["key"], at(where, "key"))
        questions.append(BackgroundContent(key, text, tuple(options)))
    if len(questions) > MOST_BACKGROUND:
        reader.note("background_too_many", "background", most=MOST_BACKGROUND)
    return tuple(questions)


def _read_comment(reader: QuestionnaireReader, value: Any) -> CommentContent | None:
    if value is None:
        return None
    data = reader.mapping(value, "comment", ("key", "text", "characters_at_most"), ("hint",))
    most = reader.whole(
        data["characters_at_most"], "comment.characters_at_most", lowest=1, highest=500
    )
    return CommentContent(
        key=reader.question(data["key"], "comment.key"),
        text=reader.pair(data["text"], "comment.text", longest=LONGEST_QUESTION),
        hint=reader.hint(data, "comment"),
        characters_at_most=most or 500,
    )


def _read_validity(reader: QuestionnaireReader, value: Any, items: int) -> int:
    """How many items an answer has to rate; half of them where nothing is said."""
    half = (items + 1) // 2
    if value is None:
        return half
    data = reader.mapping(value, "valid_answer", ("rated_items_at_least",))
    place = "valid_answer.rated_items_at_least"
    least = reader.whole(data["rated_items_at_least"], place, lowest=1, highest=MOST_ITEMS)
    if least is None:
        return half
    if least > max(items, 1):
        reader.note("more_than_the_items", place, value=str(least), items=str(items))
    return least


SAMPLE_KEYS = (
    "margin_of_error_points",
    "confidence_percent",
    "valid_answers_at_least",
    "publish_from_valid_answers",
    "smallest_cell",
)


def _read_sample(reader: QuestionnaireReader, value: Any) -> SampleContent:
    default = SampleContent()
    if value is None:
        return default
    data = dict.fromkeys(SAMPLE_KEYS, ABSENT) | reader.mapping(value, "sample", (), SAMPLE_KEYS)

    def number(key: str, lowest: str, highest: str) -> Decimal | None:
        low, high = Decimal(lowest), Decimal(highest)
        return reader.number(data[key], at("sample", key), lowest=low, highest=high)

    def whole(key: str, lowest: int) -> int | None:
        return reader.whole(data[key], at("sample", key), lowest=lowest)

    margin = number("margin_of_error_points", "1", "50")
    confidence = number("confidence_percent", "50", "99.9")
    least = whole("valid_answers_at_least", 0)
    # What is usual is also the least: no version may show what could point at a household.
    publish = whole("publish_from_valid_answers", default.publish_from)
    cell = whole("smallest_cell", default.smallest_cell)
    return SampleContent(
        margin_points=default.margin_points if margin is None else margin,
        confidence_percent=default.confidence_percent if confidence is None else confidence,
        valid_answers_at_least=default.valid_answers_at_least if least is None else least,
        publish_from=default.publish_from if publish is None else publish,
        smallest_cell=default.smallest_cell if cell is None else cell,
    )
