"""Two further standards as an office would type them: all rule types and modifiers, real figures.

``safe_community()``: base 40 + 60 by class, bonus up to 15, caps below the criterion's points.
``clean_community()``: points of 0.1 and 0.5, points, tables and targets that differ by class,
scoring by a department, bonus up to 10. Both are samples written for the tests.
"""

from tests.evaluation.standards.sheets.workbooks import Book

Cells = dict[str, str]
PROOF = "photo: Photos | 照片\n文件资料: Records | 台账"


def head(**values: str) -> list[Cells]:
    """The head sheet; field names in one language are enough."""
    usual = {
        "Edition": "2007",
        "Leading language": "中文",
        "Other languages": "en",
        "Base points": "100",
        "Classes": "老城区; 新建住宅小区; 城中村",
        "Penalties at most": "10",
        "Appraisers at least": "3",
        "Tolerance in percent of the points": "10",
        "Otherwise: key": "not_accepted",
        "未达等次名称（中文）": "未达标",
        "未达等次名称（英文）": "Not yet",
    }
    return [{"name": name, "value": value} for name, value in (usual | values).items()]


def branch(level: str, code: str, chinese: str, english: str, points: str) -> Cells:
    return {
        "level": level,
        "code": code,
        "title_zh": chinese,
        "title_en": english,
        "points": points,
    }


def criterion(code: str, points: str, rule: str, modifiers: str = "", **more: str) -> Cells:
    return {
        **branch("评分项", code, f"第{code}项", f"Item {code}", points),
        "requirement_zh": f"第{code}项的要求。",
        "requirement_en": f"What item {code} asks for.",
        "rule": rule,
        "modifiers": modifiers,
        "methods": "查阅资料; on_site",
        "evidence": PROOF,
        "department": "street",
        **more,
    }


def item(code: str, **more: str) -> Cells:
    return {
        "code": code,
        "title_zh": f"第{code}项",
        "title_en": f"Item {code}",
        "evidence": PROOF,
        **more,
    }


def both(name: str, chinese: str, english: str) -> Cells:
    return {f"{name}_zh": chinese, f"{name}_en": english}


def surroundings(bonuses: list[Cells], floors: str) -> dict[str, list[Cells]]:
    level = {"vetoes_at_most": "0", "dimension_share_at_least": floors}
    return {
        "bonus": bonuses,
        "penalties": [
            item(
                "N1",
                **both("ground", "受到书面通报批评。", "Criticised in writing."),
                **both("unit", "有1次", "criticism"),
                per="2",
                cap="6",
                look_back_months="12",
            )
        ],
        "vetoes": [
            item(
                "V1",
                **both("ground", "发生重大责任事故。", "A grave accident happened."),
                **both("established_by", "事故调查机关", "Investigating body"),
                look_back_months="24",
            )
        ],
        "levels": [
            {
                "key": "优秀",
                **both("title", "五星", "Five stars"),
                "composite_at_least": "95",
                "quota": "percent_of_stage: 30\nrounding: 向下\n排序依据: 综合得分；满意率",
                **level,
            },
            {"key": "good", **both("title", "四星", "Four stars"), "composite_at_least": "85"},
            {"key": "合格", **both("title", "三星", "Three stars"), "composite_at_least": "70"},
        ],
    }


def safe_community() -> Book:
    bonus = "按次加分\n单位: honour | 获得1项\nper: {per}\n上限: {cap}"
    return Book.typed(
        head=head(
            Key="safe-community-2007",
            **{
                "Title (Chinese)": "平安社区星级评定标准",
                "Title (English)": "Star rating of safe communities",
                "其中共性指标": "40",
                "其中分类指标": "60",
                "Bonus at most": "15",
                "专业评估权重": "0.8",
                "居民评价权重": "0.2",
            },
        ),
        criteria=[
            branch("一级指标", "S", "组织与制度", "Organisation", "40"),
            branch("二级指标", "S1", "组织健全", "Set up", "20"),
            criterion(
                "S1.1",
                "6",
                "按达标项数计分\n分值表：0；1.5；3；6\n"
                "要点：a | Team | 队伍\n要点：b | Rules | 制度\n要点：c | Funds | 经费",
                "无材料不得分",
            ),
            criterion(
                "S1.2",
                "4",
                "sum_of_parts\npart: desk | 0.5 | Desk | 服务台\n"
                "part: hours | 0.5 | Hours | 时间\npart: staff | 3 | Staff | 人员",
            ),
            criterion(
                "S1.3",
                "10",
                "deduct_per_unit\nper: 0.5\nunit: patrol missing | 少巡逻1次\n"
                "expected: 12\ncap: 4",
            ),
            branch("indicator", "S2", "工作落实", "Work done", "20"),
            criterion(
                "S2.1",
                "10",
                "deduct_listed\nfailing: lamp | 0.1 | each | Lamp out | 路灯不亮\n"
                "failing: plan | 0.5 | once | No plan | 无预案\n"
                "failing: case | 2 | 每次 | Case | 发案1起\ncap: 5",
                "未发生: Nothing of the kind happened. | 当年未发生。\n无材料不得分",
            ),
            criterion("S2.2", "5", "综合评判\n评分要点: 4 to 5: good. | 4至5分：好。"),
            criterion("S2.3", "5", "全有或全无", "称号免评: 市级文明社区；区级文明社区"),
            branch("dimension", "T", "分类指标", "By class", "60"),
            branch("indicator", "T1", "老城区", "Old town", "60"),
            criterion(
                "T1.1",
                "30",
                "deduct_per_step\nmeasure: Doors | 安防门安装率\nunit: % | %\n"
                "target (老城区列入改造计划): 80\ntarget (old_town.not_in_renewal_plan): 90\n"
                "step: 2\nper: 0.5",
                applies_to="老城区",
            ),
            criterion(
                "T1.2",
                "30",
                "ratio\nmeasure: Cameras | 监控探头数\nunit: cameras | 个\ntarget: 40",
                applies_to="old_town",
            ),
            branch("indicator", "T2", "新建小区", "New residential", "60"),
            criterion(
                "T2.1",
                "40",
                "分段计分\nmeasure: Cases per thousand | 发案率\nunit: ‰ | ‰\n"
                "band: 0 | 1.5 | 40\nband: 1.5 | 3 | 20.5\nband: 3 | | 0",
                applies_to="新建住宅小区",
            ),
            criterion(
                "T2.2",
                "20",
                "抽查定等\nsample: 5\nplace: stairwell | 个楼道\npasses_when: Lit | 有照明\n"
                "passes_when: Clear | 畅通\ngrade: A | 1 | 20\ngrade: B | 0.8 | 12.5\n"
                "grade: C | 0 | 0",
                applies_to="new_residential",
            ),
            branch("indicator", "T3", "城中村", "Village in the city", "60"),
            criterion(
                "T3.1",
                "30",
                "bands\nmeasure: Registered | 登记率\nunit: % | %\n"
                "band: 0 | 90 | 0\nband: 90 | 98 | 15.5\nband: 98 | | 30",
                "不适用: No newcomers live here. | 无外来人员居住。",
                applies_to="城中村",
            ),
            criterion(
                "T3.2",
                "30",
                "deduct_per_unit\nper: 0.1\nunit: home not registered | 漏登1户",
                applies_to="village_in_city",
            ),
        ],
        **surroundings(
            [
                item(
                    "P1",
                    **both("requirement", "获得上级表彰。", "Honoured from above."),
                    rule=bonus.format(per="1", cap="5"),
                    look_back_months="12",
                ),
                item(
                    "P2",
                    **both("requirement", "协助破案。", "Helped to solve a case."),
                    rule=bonus.format(per="0.5", cap="10"),
                    criterion="S2.1",
                ),
            ],
            "S: 85\nT: 80",
        ),
    )


def clean_community() -> Book:
    return Book.typed(
        head=head(
            Key="clean-community-2006",
            **{
                "Title (Chinese)": "洁净社区考核标准",
                "Title (English)": "Clean communities",
                "Of these common": "100",
                "Of these class-specific": "0",
                "加分上限": "10",
                "Weight of the professional appraisal": "1",
                "Weight of the residents": "0",
            },
        ),
        criteria=[
            branch("dimension", "C", "环境卫生", "Cleanliness", "40"),
            branch("indicator", "C1", "日常保洁", "Every day", "40"),
            criterion("C1.1", "0.1", "pass_fail", "no_evidence_zero", methods="问卷; 电话核查"),
            criterion(
                "C1.2",
                "0.5",
                "sum_of_parts\npart (old_town): a | 0.5 | Bins | 垃圾桶\n"
                "part: a | 0.2 | Bins | 垃圾桶\npart: b | 0.3 | Sorting | 分类",
            ),
            criterion(
                "C1.3",
                "9.4",
                "count_met\nclause: a | Swept | 清扫\nclause: b | Watered | 洒水\n"
                "table (village_in_city): 0; 7.5; 9.4\ntable: 0; 4.5; 9.4",
            ),
            criterion(
                "C1.4",
                "30",
                "deduct_listed\nfailing (old_town): heap | 0.1 | each | Heap | 堆物\n"
                "failing: heap | 0.5 | each | Heap | 堆物\n"
                "failing: bin | 0.5 | each | Bin broken | 垃圾桶破损\ncap: 12.5",
                scored_by="责任部门",
                department="urban_management",
            ),
            branch("dimension", "G", "绿化美化", "Green", "60"),
            branch("indicator", "G1", "绿化", "Greenery", "60"),
            criterion(
                "G1.1",
                "20",
                "deduct_per_step\nmeasure: Green share | 绿地率\nunit: % | %\n"
                "target (老城区): 15\ntarget (new_residential): 30\ntarget (城中村): 20\n"
                "step: 0.5\nper: 0.1",
                points_by_class="老城区列入改造计划: 10",
                modifiers="excluded: No open ground. | 无空地。",
            ),
            criterion(
                "G1.2",
                "20",
                "ratio\nmeasure: Trees | 树木\nunit: trees | 棵\nrange: 0 | 9000\n"
                "target (old_town.in_renewal_plan): 50\ntarget: 120.5",
                points_by_class="old_town.in_renewal_plan: 30",
                modifiers="exempt_by_title: municipal_civilised",
            ),
            criterion(
                "G1.3",
                "20",
                "deduct_per_unit\nunit: dead tree | 枯死1棵\nper (village_in_city): 0.1\nper: 0.5",
                modifiers="not_occurred: No trees yet. | 尚无树木。\nno_evidence_zero",
            ),
        ],
        **surroundings(
            [
                item(
                    "P1",
                    **both("requirement", "市级现场会。", "Municipal meeting held here."),
                    rule="bonus_per_unit\nunit: meeting | 召开1次\nper: 2.5\ncap: 10",
                )
            ],
            "C: 60",
        ),
    )
