"""The invented district: eight streets with twelve communities each, and the plan of its stages.

No such district exists; its code 990101 is not assigned to any place.
"""

import csv
import io
from dataclasses import dataclass

from communities.models import CommunityClass, Title

DISTRICT_CODE = "990101"
DISTRICT = ("临澜区", "Linlan District")

STREETS = {
    "Wenfeng": "文峰",
    "Dongguan": "东关",
    "Heyan": "河沿",
    "Beihu": "北湖",
    "Jinlan": "锦澜",
    "Yunting": "云亭",
    "Nanqiao": "南桥",
    "Taoli": "桃李",
}

NAMES = {
    "Wenfeng": "Guihuayuan桂花园 Gulou鼓楼 Wenmiao文庙 Liutang柳塘 Yaxiang雅巷 Shibei石碑 "
    "Chunhui春晖 Zhonglouli钟楼里 Laoyuan老园 Fuqian府前 Zhuangyuanli状元里 Qingyun青云",
    "Dongguan": "Yuqiao玉桥 Dongmen东门 Matou码头 Yongning永宁 Dehua德化 Caishi菜市 "
    "Xiaoxihe小西河 Sanyili三义里 Shuncheng顺城 Xinmin新民 Jiefangli解放里 Huaishuli槐树里",
    "Heyan": "Binhe滨河 Qinghe清和 Anlan安澜 Heyuan荷园 Yanliu烟柳 Lanwan澜湾 Yuxiu毓秀 "
    "Shuiyun水云 Duqiao渡桥 Longtan龙潭 Chaoyang朝阳 Shuangqing双清",
    "Beihu": "Hubin湖滨 Cuihu翠湖 Lanting兰亭 Xinghu星湖 Mingzhu明珠 Yuehu月湖 Hexin和馨 "
    "Jiayuan嘉园 Yinhu银湖 Jingyuan静园 Xiangzhangli香樟里 Bishui碧水",
    "Jinlan": "Jinxiu锦绣 Lanyue澜悦 Hecheng和城 Yulan玉兰 Haitang海棠 Zijing紫荆 "
    "Dingxiang丁香 Yijing逸景 Fengdan枫丹 Tianyi天逸 Hengtai恒泰 Xincheng新城",
    "Yunting": "Fanghua芳华 Songlin松林 Yunshan云杉 Kangle康乐 Xishan西山 Changning长宁 "
    "Tingqian亭前 Gaopo高坡 Yangguang阳光 Xingfuli幸福里 Lvyin绿荫 Qilin栖林",
    "Nanqiao": "Tuanjie团结 Shuijing水井 Dongyao东窑 Nanqiaocun南桥 Lijia李家 Wangzhuang王庄 "
    "Chenjiaying陈家营 Xiaotun小屯 Huangtupo黄土坡 Baishiyan白石岩 Dapingshu大坪树 "
    "Meiziling梅子岭",
    "Taoli": "Xuefu学府 Boya博雅 Shuxiang书香 Mingde明德 Taoyuan桃园 Moyun墨韵 Zhiyuan致远 "
    "Houde厚德 Xinghua杏花 Liyuan李园 Jiaogong教工 Kejiyuan科技园",
}

CLASSES = {  # O old town, R old town in the renewal plan, N new residential, V village in the city
    "Wenfeng": "OOOORROOOROO",
    "Dongguan": "OORORRROORRO",
    "Heyan": "NONRONORNOVO",
    "Beihu": "NNNNNNNNNNNN",
    "Jinlan": "NNNNNNNNNNNV",
    "Yunting": "NOVNNOVVORVV",
    "Nanqiao": "NVVVVVVVVVVV",
    "Taoli": "NNONONNNOVON",
}

IN_STAGE = {  # how many communities of the street go into stages 1, 2 and 3
    "Wenfeng": (3, 5, 4),
    "Dongguan": (1, 4, 7),
    "Heyan": (2, 6, 4),
    "Beihu": (5, 5, 2),
    "Jinlan": (4, 6, 2),
    "Yunting": (1, 5, 6),
    "Nanqiao": (0, 3, 9),
    "Taoli": (4, 6, 2),
}

CLASS_OF = {
    "O": CommunityClass.OLD_TOWN_OUTSIDE_PLAN,
    "R": CommunityClass.OLD_TOWN_IN_PLAN,
    "N": CommunityClass.NEW_RESIDENTIAL,
    "V": CommunityClass.VILLAGE_IN_CITY,
}
TITLE_OF = {1: Title.MUNICIPAL, 2: Title.DISTRICT, 3: Title.NONE}


@dataclass(frozen=True)
class SampleCommunity:
    """One invented community, with the stage it will be planned into."""

    code: str
    street_code: str
    name_zh: str
    name_en: str
    kind: CommunityClass
    stage: int

    @property
    def official_name(self) -> str:
        is_village = self.kind == CommunityClass.VILLAGE_IN_CITY
        return self.name_zh + ("村民委员会" if is_village else "社区居委会")

    @property
    def title(self) -> Title:
        return TITLE_OF[self.stage]


def street_code(number: int) -> str:
    return f"{DISTRICT_CODE}{number:03d}"


def communities() -> list[SampleCommunity]:
    """All 96, in the order of their codes."""
    rows = []
    for number, street in enumerate(STREETS, start=1):
        first, second, _third = IN_STAGE[street]
        for position, token in enumerate(NAMES[street].split()):
            split = next(i for i, letter in enumerate(token) if ord(letter) > 255)
            stage = 1 if position < first else 2 if position < first + second else 3
            rows.append(
                SampleCommunity(
                    code=f"{street_code(number)}{position + 1:03d}",
                    street_code=street_code(number),
                    name_zh=token[split:],
                    name_en=token[:split],
                    kind=CLASS_OF[CLASSES[street][position]],
                    stage=stage,
                )
            )
    return rows


COLUMNS = [
    "district_code",
    "district",
    "district_en",
    "street_code",
    "street",
    "street_en",
    "community_code",
    "community",
    "community_en",
]


def as_csv() -> bytes:
    """The district as the file an administrator would import."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    streets = {street_code(n): names for n, names in enumerate(STREETS.items(), start=1)}
    for row in communities():
        street_en, street_zh = streets[row.street_code]
        street = [row.street_code, f"{street_zh}街道", f"{street_en} Street"]
        community = [row.code, row.official_name, row.name_en]
        writer.writerow([DISTRICT_CODE, *DISTRICT, *street, *community])
    return out.getvalue().encode()
