"""The bodies that papers are issued by, named with their district.

A programme may name them “区和谐社区建设领导小组” or with the district in front; on paper the
district is always named, and once.
"""

from communities.models import Place, Programme, Tier
from communities.places.english_names import KINDS
from harmony.shared.languages import in_language

GROUP_ZH, GROUP_EN = (
    "区和谐社区建设领导小组",
    "leading group for harmonious community construction",
)


USUAL = {Tier.DISTRICT: "District", Tier.STREET: "Street", Tier.COMMUNITY: "Community"}
"""What is added to an English name that does not say what the place is."""


def english_name(place: Place) -> str:
    """Its full English name (Guihuayuan Community), or its own where there is none, with a
    straight apostrophe (Xi'an)."""
    if not place.name_en:
        return place.name_zh
    name = place.name_en.replace("’", "'")
    usual = USUAL.get(Tier(place.tier), "")
    if not usual or any(kind in name for _zh, kind in KINDS):
        return name
    return f"{name} {'Village' if place.name_zh.endswith('村') else usual}"


def leading_group_zh(programme: Programme) -> str:
    """清和区和谐社区建设领导小组"""
    return _with_district_zh(programme, programme.decided_by_zh or GROUP_ZH)


def leading_group_en(programme: Programme) -> str:
    """Qinghe District leading group for harmonious community construction"""
    return _with_district_en(programme, programme.decided_by_en or GROUP_EN)


def leading_group(programme: Programme) -> str:
    """The same, in the language that is active."""
    return in_language(leading_group_zh(programme), leading_group_en(programme))


def office_of(programme: Programme) -> str:
    """The office of the leading group, in the language that is active."""
    zh = _with_district_zh(programme, programme.office_zh or f"{GROUP_ZH}办公室")
    en = programme.office_en or f"Office of the {GROUP_EN}"
    return in_language(zh, f"{english_name(programme.district)} · {en}")


def _with_district_zh(programme: Programme, body: str) -> str:
    district = programme.district.name_zh
    return body if body.startswith(district) else district + body.removeprefix("区")


def _with_district_en(programme: Programme, body: str) -> str:
    district = english_name(programme.district)
    return body if body.startswith(district) else f"{district} {body.removeprefix('District ')}"
