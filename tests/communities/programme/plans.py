"""A small programme as a YAML file has it."""

from copy import deepcopy
from typing import Any

import yaml

PLAN = yaml.safe_load(
    """
title: {en: "Programme 2005–2007", zh: "三年实施方案（2005—2007年）"}
starts: 2005-07-01
ends: 2007-12-31
goal: {en: "Every community by 2007", zh: "到2007年全部达标"}
run_by:
  decides: {en: "Leading group", zh: "领导小组"}
  office: {en: "Office", zh: "办公室"}
stages:
  - {ordinal: 0, year: 2005, kind: publicity, en: "Launch", zh: "宣传发动阶段"}
  - {ordinal: 1, year: 2005, target: 20, mainly: municipal_civilised, en: "One", zh: "第一阶段"}
  - {ordinal: 2, year: 2007, target: rest, mainly: any, en: "The rest", zh: "第二阶段"}
departments:
  - {key: civil_affairs, en: "Civil Affairs Bureau", zh: "区民政局"}
  - {key: culture, en: "Culture Bureau", zh: "区文化局"}
main_tasks:
  - number: 1
    en: Improve the network
    zh: 健全组织网络
    responsible: [civil_affairs, streets]
    measures:
      - {key: volunteers, en: "Volunteer teams", zh: "组建志愿者队伍"}
      - {key: training, en: "Training", zh: "开展培训"}
  - number: 2
    en: Improve facilities
    zh: 完善硬件设施
    responsible: [culture, civil_affairs]
    measures:
      - {key: premises, en: "Premises", zh: "解决用房"}
"""
)

REMOVED = object()


def plan_with(path: str, value: Any) -> dict:
    """The plan with another value at a place such as ``stages.1.year``."""
    plan = deepcopy(PLAN)
    *way, last = path.split(".")
    at: Any = plan
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    key = int(last) if last.isdigit() else last
    if value is REMOVED:
        del at[key]
    else:
        at[key] = value
    return plan
