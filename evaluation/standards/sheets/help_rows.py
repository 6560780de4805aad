"""The help sheet of a workbook: how each cell is written, in Chinese and English."""

from collections.abc import Iterator

from evaluation.standards.sheets.rule_lines import KINDS, rule_as_lines
from evaluation.standards.sheets.vocabulary import (
    CLASSES,
    EVIDENCE,
    LEVELS,
    METHODS,
    MODIFIERS,
    RULES,
    TITLES,
    Vocabulary,
)

HEADINGS = ("示例 Example", "说明（中文）", "What it means (English)")


def _two(text: str, chinese: str) -> dict[str, str]:
    return {"en": text, "zh": chinese}


_LABEL = _two("What is looked at", "考核要点")
_MEASURED = {"measure": _two("Floor area", "建筑面积"), "unit": _two("m²", "平方米")}
EXAMPLES: tuple[tuple[dict, str, str], ...] = (
    (
        {
            "type": "count_met",
            "table": ["0", "0.5", "1.0"],
            "clauses": [
                {"key": "set_up", "label": _two("Set up", "机构健全")},
                {"key": "records", "label": _two("Records kept", "记录完整")},
            ],
        },
        "分值表：达标0、1、2项各得多少分；每个要点一行：代号 | 英文 | 中文。",
        "table: the points for 0, 1, 2 … clauses met. One line per clause: key | English | 中文.",
    ),
    (
        {
            "type": "sum_of_parts",
            "parts": [{"key": "desk", "points": "0.5", "label": _two("Desk", "服务台")}],
        },
        "每个分项一行：代号 | 分值 | 英文 | 中文；各分项之和等于分值。",
        "One line per part: key | points | English | 中文. The parts add up to the points.",
    ),
    (
        {
            "type": "deduct_per_unit",
            "per": "0.5",
            "unit": _two("activity missing", "少开展1次"),
            "expected": 4,
            "cap": "1.5",
        },
        "每少一次扣多少分；应有数和上限可以不写。",
        "So much off for each unit; expected and cap may be left out.",
    ),
    (
        {
            "type": "deduct_listed",
            "failings": [
                {"key": "no_list", "minus": "0.5", "each": False, "label": _LABEL},
                {"key": "month", "minus": "0.2", "each": True, "label": _LABEL},
            ],
            "cap": "1.0",
        },
        "每个扣分项一行：代号 | 扣分 | each每次扣或once只扣一次 | 英文 | 中文。",
        "One line per failing: key | points off | each or once | English | 中文.",
    ),
    (
        {
            "type": "deduct_per_step",
            **_MEASURED,
            "targets_by_class": {"old_town": "300", "new_residential": "500"},
            "target": "400",
            "step": "50",
            "per": "0.1",
        },
        "每低于目标值一个级差扣多少分。括号内写社区类别，表示该类的值；不写括号为其他各类。",
        "So much off for each whole step below the target. A class in brackets: its own value; "
        "the line without brackets is for the other classes. Works for every rule’s main lines.",
    ),
    (
        {"type": "ratio", **_MEASURED, "range": {"from": "0", "to": "9000"}, "target": "300"},
        "按达到目标值的比例得分；范围可以不写：最低 | 最高。",
        "The share of the target reached. range may be left out: lowest | highest.",
    ),
    (
        {
            "type": "bands",
            **_MEASURED,
            "bands": [
                {"at_least": "0", "below": "200", "points": "0"},
                {"at_least": "200", "points": "2.0"},
            ],
        },
        "每段一行：不低于 | 低于（不封顶则空） | 得分；各段首尾相接。",
        "One line per band: at least | below (empty: open) | points. Bands meet edge to edge.",
    ),
    (
        {
            "type": "sampled_grades",
            "sample": 5,
            "place": _two("road", "条道路"),
            "passes_when": [_two("Even", "路面平整")],
            "grades": [
                {"grade": "A", "share_at_least": "0.8", "points": "2.0"},
                {"grade": "B", "share_at_least": "0", "points": "0"},
            ],
        },
        "每个等级一行：等级 | 合格比例不低于（0至1） | 得分；由高到低，最后一级从0起。",
        "One line per grade: grade | share that passes, 0 to 1 | points. Best first, the last 0.",
    ),
    ({"type": "pass_fail"}, "达到要求得满分，否则不得分。", "All or nothing."),
    (
        {"type": "judgement", "guide": _two("1 to 2: good", "1至2分：好")},
        "由评估人员综合评判，写明理由。",
        "Points as judged, with a reason.",
    ),
    (
        {"type": "bonus_per_unit", "unit": _two("honour", "获得1项"), "per": "1.0", "cap": "2.0"},
        "只用于加分项：每次加多少分，上限多少。",
        "Only among the bonus items: points for each, up to the cap.",
    ),
)


def _rows() -> Iterator[tuple[str, str, str]]:
    yield (
        "",
        "每行一项，按“层级”分为一级指标、二级指标、评分项，次序即标准中的次序。列的次序可以调整；"
        "自己加的列，列名以#开头，导入时略过。“规则说明”两列只供阅读，导入时略过。",
        "One row each: dimension, indicator, criterion, in their order. Columns may be moved. A "
        "column of your own begins with # and is passed over, as are the rules in words.",
    )
    yield (
        "",
        "数字按文本填写（如0.5、2.0），不用公式，不合并单元格，不填日期。",
        "Numbers are kept as text (0.5, 2.0). No formulas, no merged cells, no dates.",
    )
    yield (
        r"a \| b",
        r"一行内各部分用 | 分隔；文字中有 | 写作 \|，有 \ 写作 \\，换行写作 \n。",
        r"Parts of a line are separated by |. Within a text write \| for |, \\ for \, \n for a "
        "new line.",
    )
    yield (
        "key 中文",
        "固定用语写英文代号、中文或两者都可以。一个单元格写不下时，下一行不写编号，接着写。",
        "Fixed words may be written by key, in Chinese, or both. What does not fit a cell goes "
        "on in the next row, which has no code.",
    )
    for rule, chinese, english in EXAMPLES:
        lines = ", ".join(kind.label for kind in KINDS[rule["type"]]) or "–"
        name = RULES.write(rule["type"])
        yield "\n".join(rule_as_lines(rule)), f"{name}：{chinese}", f"{english} Lines: {lines}."
    yield (
        "excluded 不适用: No unit here | 无驻区单位\n"
        "exempt_by_title 称号免评: municipal_civilised 市级文明社区\n"
        "not_occurred 未发生: None in the year | 当年未发生\n"
        "no_evidence_zero 无材料不得分",
        "特殊情形每种一行；不适用、未发生要写明条件，称号免评写明称号。",
        "Modifiers, one a line; excluded and not_occurred say when, exempt_by_title which titles.",
    )
    yield "photo 照片: Photos | 照片", "佐证材料每种一行。", "Evidence, one a line."
    yield "old_town 老城区: 2.5", "分类分值每类一行。", "Points by class, one a line."
    yield "A: 80", "得分率每个一级指标一行。", "Floors: one line per dimension, in percent."
    yield (
        "percent_of_stage 占本批比例: 30\norder 排序依据: composite 综合得分\nrounding: down",
        "等次名额：占本批社区的比例，按什么排序；不设名额则空。",
        "Quota of a level: a share of the stage in percent, and the order. Empty: none.",
    )
    yield from _words()


WORDS: tuple[tuple[str, str, Vocabulary], ...] = (
    ("评估方法", "Methods", METHODS),
    ("佐证材料种类", "Kinds of evidence", EVIDENCE),
    ("社区类别", "Classes", CLASSES),
    ("特殊情形", "Modifiers", MODIFIERS),
    ("称号", "Titles", TITLES),
    ("等次", "Levels", LEVELS),
)


def _words() -> Iterator[tuple[str, str, str]]:
    for chinese, english, words in WORDS:
        yield "\n".join(words.write(key) for key in words.words), chinese, english


HELP_ROWS = tuple(_rows())
