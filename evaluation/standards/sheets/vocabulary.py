"""The words of a workbook. Each is written as “key 中文”, and read by either half.

METHODS.write("materials") -> "materials 查阅资料"
METHODS.read("查阅资料") -> "materials"       a word that is not known stays as it is
"""

import re
from collections.abc import Iterable, Mapping

SEPARATORS = re.compile(r"[;；,，、\n]")


class Vocabulary:
    """Known words with their Chinese, in the order in which the help sheet lists them."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self.words = dict(words)
        self._read = {self._plain(key): key for key in words}
        self._read |= {self._plain(chinese): key for key, chinese in words.items()}
        self._read |= {self._plain(f"{key} {zh}"): key for key, zh in words.items()}

    def write(self, key: str) -> str:
        return f"{key} {self.words[key]}" if key in self.words else key

    def read(self, text: str) -> str:
        """The key that is meant; the text itself where none is, so that it can be told."""
        whole = self._plain(text)
        first = whole.partition(" ")[0]
        return self._read.get(whole) or (first if first in self.words else text.strip())

    def write_all(self, keys: Iterable[str]) -> str:
        return "; ".join(self.write(key) for key in keys)

    def read_all(self, text: str) -> list[str]:
        """The keys of a list of words, separated by ; or , or 、 or a new line."""
        return [self.read(word) for word in SEPARATORS.split(text) if word.strip()]

    @staticmethod
    def _plain(text: str) -> str:
        return " ".join(text.casefold().split())


LEVELS_OF_ROWS = Vocabulary(
    {"dimension": "一级指标", "indicator": "二级指标", "criterion": "评分项"}
)
RULES = Vocabulary(
    {
        "count_met": "按达标项数计分",
        "sum_of_parts": "分项累加",
        "deduct_per_unit": "按次扣分",
        "deduct_listed": "按扣分项扣分",
        "deduct_per_step": "按级差扣分",
        "ratio": "按比例计分",
        "bands": "分段计分",
        "sampled_grades": "抽查定等",
        "pass_fail": "全有或全无",
        "judgement": "综合评判",
        "bonus_per_unit": "按次加分",
    }
)
LINES = Vocabulary(
    {
        "table": "分值表",
        "clause": "要点",
        "part": "分项",
        "per": "每次分值",
        "unit": "单位",
        "expected": "应有数",
        "cap": "上限",
        "failing": "扣分项",
        "measure": "测量内容",
        "target": "目标值",
        "step": "级差",
        "range": "范围",
        "band": "分段",
        "sample": "抽查数",
        "place": "抽查对象",
        "passes_when": "达标条件",
        "grade": "等级",
        "guide": "评分要点",
    }
)
EACH = Vocabulary({"each": "每次", "once": "只计一次"})
MODIFIERS = Vocabulary(
    {
        "excluded": "不适用",
        "exempt_by_title": "称号免评",
        "not_occurred": "未发生",
        "no_evidence_zero": "无材料不得分",
    }
)
TITLES = Vocabulary({"municipal_civilised": "市级文明社区", "district_civilised": "区级文明社区"})
METHODS = Vocabulary(
    {
        "briefing": "听取汇报",
        "materials": "查阅资料",
        "on_site": "实地考察",
        "spot_check": "现场抽查",
        "questionnaire": "问卷",
        "phone": "电话核查",
        "interview": "访谈",
        "department_opinion": "部门意见",
    }
)
EVIDENCE = Vocabulary(
    {"document": "文件资料", "table": "表格", "photo": "照片", "statement": "书面说明"}
)
CLASSES = Vocabulary(
    {
        "old_town": "老城区",
        "new_residential": "新建住宅小区",
        "village_in_city": "城中村",
        "old_town.in_renewal_plan": "老城区列入改造计划",
        "old_town.not_in_renewal_plan": "老城区未列入改造计划",
    }
)
SCORED_BY = Vocabulary({"department": "责任部门"})
LANGUAGES = Vocabulary({"zh": "中文", "en": "英文"})
LEVELS = Vocabulary({"excellent": "优秀", "good": "良好", "qualified": "合格"})
QUOTA_LINES = Vocabulary(
    {"percent_of_stage": "占本批比例", "order": "排序依据", "rounding": "取整"}
)
QUOTA_ORDER = Vocabulary(
    {"composite": "综合得分", "satisfaction_rate": "满意率", "professional": "专业评估得分"}
)
ROUNDING = Vocabulary({"down": "向下"})
