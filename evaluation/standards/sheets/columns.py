"""The sheets of a workbook and their columns, in the order in which they are written.

A column is found again by its heading: whole, or by either of its two languages.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """``width`` in characters; ``lines`` = one thing a line, ``is_exact`` = kept letter by letter.

    What is not read is there to be looked at: the rule in words.
    """

    key: str
    chinese: str
    english: str
    width: int = 10
    has_lines: bool = False
    is_exact: bool = False
    is_read: bool = True

    @property
    def heading(self) -> str:
        return f"{self.chinese} {self.english}"


@dataclass(frozen=True)
class Layout:
    """One sheet. ``code`` is the column without which a row goes on with the row above it."""

    key: str
    chinese: str
    english: str
    columns: tuple[Column, ...]
    code: str = "code"

    @property
    def name(self) -> str:
        return f"{self.english} {self.chinese}"

    def is_called(self, name: str) -> bool:
        return _plain(name) in {_plain(self.name), _plain(self.english), _plain(self.chinese)}

    def column_called(self, heading: str) -> Column | None:
        """The column with this heading, or None."""
        wanted = _plain(heading)
        for column in self.columns:
            if wanted in {_plain(column.heading), _plain(column.english), _plain(column.chinese)}:
                return column
        return None


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("（", "(").replace("）", ")").split())


def _both(key: str, chinese: str, english: str, width: int) -> tuple[Column, Column]:
    return (
        Column(f"{key}_zh", f"{chinese}（中文）", f"{english} (Chinese)", width, is_exact=True),
        Column(f"{key}_en", f"{chinese}（英文）", f"{english} (English)", width, is_exact=True),
    )


_CODE = Column("code", "编号", "Code", 8)
_EVIDENCE = Column("evidence", "佐证材料", "Evidence", 36, has_lines=True)
_LOOK_BACK = Column("look_back_months", "追溯月数", "Look-back months", 10)
_RULE = (
    Column("rule", "计分规则", "Rule", 46, has_lines=True),
    Column("words_zh", "规则说明（中文）", "Rule in words (Chinese)", 40, is_read=False),
    Column("words_en", "规则说明（英文）", "Rule in words (English)", 40, is_read=False),
)

CRITERIA = Layout(
    "criteria",
    "评估标准",
    "Criteria",
    (
        Column("level", "层级", "Level", 19),
        _CODE,
        *_both("title", "名称", "Item", 24),
        *_both("requirement", "要求", "Requirement", 40),
        Column("points", "分值", "Points", 8),
        Column("points_by_class", "分类分值", "Points by class", 22, has_lines=True),
        *_RULE,
        Column("modifiers", "特殊情形", "Modifiers", 36, has_lines=True),
        Column("methods", "评估方法", "Methods", 24),
        _EVIDENCE,
        Column("department", "责任部门", "Department", 16),
        Column("scored_by", "评分主体", "Scored by", 14),
        Column("applies_to", "适用类别", "Classes", 24),
        Column("main_task", "主要任务", "Main task", 9),
    ),
)
HEAD = Layout(
    "head",
    "基本信息",
    "Head",
    (
        Column("name", "项目", "Field", 34),
        Column("value", "内容", "Value", 60, is_exact=True),
    ),
    code="name",
)
BONUS = Layout(
    "bonus",
    "加分项",
    "Bonus",
    (
        _CODE,
        *_both("title", "名称", "Item", 24),
        *_both("requirement", "要求", "Requirement", 40),
        *_RULE,
        _LOOK_BACK,
        Column("criterion", "关联评分项", "Bound to criterion", 12),
        _EVIDENCE,
    ),
)
PENALTIES = Layout(
    "penalties",
    "扣分项",
    "Penalties",
    (
        _CODE,
        *_both("title", "名称", "Item", 24),
        *_both("ground", "情形", "Ground", 40),
        *_both("unit", "单位", "Unit", 14),
        Column("per", "每次扣分", "Points off each time", 10),
        Column("cap", "扣分上限", "At most", 10),
        _LOOK_BACK,
        _EVIDENCE,
    ),
)
VETOES = Layout(
    "vetoes",
    "一票否决",
    "Vetoes",
    (
        _CODE,
        *_both("title", "名称", "Item", 24),
        *_both("ground", "情形", "Ground", 40),
        *_both("established_by", "认定机关", "Established by", 24),
        _LOOK_BACK,
        _EVIDENCE,
    ),
)
LEVELS = Layout(
    "levels",
    "等次",
    "Levels",
    (
        Column("key", "等次", "Level", 16),
        *_both("title", "名称", "Item", 16),
        Column("composite_at_least", "综合得分不低于", "Composite at least", 12),
        Column("satisfaction_rate_at_least", "满意率不低于", "Satisfaction rate at least", 12),
        Column(
            "dimension_share_at_least",
            "各一级指标得分率不低于",
            "Share of each dimension at least",
            22,
            has_lines=True,
        ),
        Column("valid_answers_at_least", "有效问卷不少于", "Valid answers at least", 12),
        Column("vetoes_at_most", "否决项不多于", "Vetoes at most", 12),
        Column("quota", "名额", "Quota", 40, has_lines=True),
    ),
    code="key",
)
LAYOUTS = (HEAD, CRITERIA, BONUS, PENALTIES, VETOES, LEVELS)
HELP_NAME = "Help 填写说明"

LEVEL_COLUMNS = {
    "dimension": {"level", "code", "title_zh", "title_en", "points", "main_task"},
    "indicator": {"level", "code", "title_zh", "title_en", "points"},
    "criterion": {column.key for column in CRITERIA.columns} - {"main_task"},
}
"""Which cells are used in a row of each level."""


@dataclass(frozen=True)
class HeadField:
    """A row of the head sheet: where its value belongs, and how it is read."""

    key: str
    chinese: str
    english: str
    where: str
    kind: str = "text"

    @property
    def heading(self) -> str:
        return f"{self.chinese} {self.english}"


HEAD_FIELDS = (
    HeadField("key", "标识", "Key", "key", "word"),
    HeadField("edition", "版本", "Edition", "edition"),
    HeadField("title_zh", "标题（中文）", "Title (Chinese)", "title.zh"),
    HeadField("title_en", "标题（英文）", "Title (English)", "title.en"),
    HeadField("notice_zh", "声明（中文）", "Notice (Chinese)", "notice.zh"),
    HeadField("notice_en", "声明（英文）", "Notice (English)", "notice.en"),
    HeadField("leading", "主要文本", "Leading language", "languages.leading", "language"),
    HeadField("also", "其他文本", "Other languages", "languages.also", "languages"),
    HeadField(
        "language_note_zh", "语言说明（中文）", "Language note (Chinese)", "language_note.zh"
    ),
    HeadField(
        "language_note_en", "语言说明（英文）", "Language note (English)", "language_note.en"
    ),
    HeadField("base_points", "基础分", "Base points", "base_points", "word"),
    HeadField("common", "其中共性指标", "Of these common", "declared_totals.common", "word"),
    HeadField(
        "class_specific",
        "其中分类指标",
        "Of these class-specific",
        "declared_totals.class_specific",
        "word",
    ),
    HeadField("classes", "社区类别", "Classes", "classes", "classes"),
    HeadField("bonus_cap", "加分上限", "Bonus at most", "bonus.cap", "word"),
    HeadField("penalty_cap", "扣分上限", "Penalties at most", "penalties.cap", "word"),
    HeadField(
        "professional",
        "专业评估权重",
        "Weight of the professional appraisal",
        "weights.professional",
        "word",
    ),
    HeadField("residents", "居民评价权重", "Weight of the residents", "weights.residents", "word"),
    HeadField(
        "appraisers",
        "评估人员不少于",
        "Appraisers at least",
        "moderation.appraisers_at_least",
        "count",
    ),
    HeadField(
        "tolerance",
        "评分允许差（占分值百分比）",
        "Tolerance in percent of the points",
        "moderation.tolerance_percent_of_points",
        "word",
    ),
    HeadField("otherwise_key", "未达等次标识", "Otherwise: key", "otherwise.key", "word"),
    HeadField("otherwise_zh", "未达等次名称（中文）", "Otherwise (Chinese)", "otherwise.title.zh"),
    HeadField("otherwise_en", "未达等次名称（英文）", "Otherwise (English)", "otherwise.title.en"),
)


def head_field(name: str) -> HeadField | None:
    """The row of the head sheet that is called so, or None."""
    wanted = _plain(name)
    for field in HEAD_FIELDS:
        if wanted in {_plain(field.heading), _plain(field.english), _plain(field.chinese)}:
            return field
    return None
