"""The people of the invented district. No such person exists."""

from dataclasses import dataclass, field
from datetime import date

from communities.models import Department, Place, Role, User
from communities.people.services import create_person, give_post, system_account
from tasks.sample.district import STREETS, street_code

PASSWORD = "harmony-sample"  # noqa: S105 -- of sample accounts only, shown on the login page


@dataclass
class Cast:
    """Everybody who plays a part, by what they do."""

    administrator: User
    office: list[User] = field(default_factory=list)
    leaders: list[User] = field(default_factory=list)
    appraisers: list[User] = field(default_factory=list)
    liaisons: dict[str, User] = field(default_factory=dict)
    officials: dict[str, list[User]] = field(default_factory=dict)
    workers: dict[str, User] = field(default_factory=dict)


OFFICE = [("office", "沈文清"), ("office2", "陆静")]
LEADERS = [("leader", "梁志远")]
AUDITORS = [("auditor", "秦正")]
APPRAISERS = [
    ("appraiser1", "方敏"),
    ("appraiser2", "韩立新"),
    ("appraiser3", "邱月"),
    ("appraiser4", "石宏"),
]
OFFICIALS = [
    "林晓 周岚",
    "赵一鸣 孙洁",
    "吴桐 郑凯",
    "王淼 冯雪",
    "陈露 褚宁",
    "卫东 蒋芸",
    "沈涛 韩雨",
    "杨帆 朱莉",
]
WORKERS = {"Wenfeng": "何苗", "Beihu": "许诺", "Taoli": "罗兰"}


def make_people(district: Place, *, since: date) -> Cast:
    """Accounts and posts for everybody, in force from ``since``."""
    system = system_account()
    administrator = _person("admin", "邱实", system)
    give_post(by=system, user=administrator, role=Role.ADMINISTRATOR, starts_on=since)
    cast = Cast(administrator)
    for names, role, group in (
        (OFFICE, Role.OFFICE_REVIEWER, cast.office),
        (LEADERS, Role.LEADER, cast.leaders),
        (AUDITORS, Role.AUDITOR, []),
        (APPRAISERS, Role.APPRAISER, cast.appraisers),
    ):
        for username, name in names:
            group.append(_posted(username, name, role, district, since, administrator))
    _make_officials(cast, since)
    return cast


def _make_officials(cast: Cast, since: date) -> None:
    places = {place.code: place for place in Place.objects.all()}
    by = cast.administrator
    for number, (street, names) in enumerate(zip(STREETS, OFFICIALS, strict=True), start=1):
        code = street_code(number)
        cast.officials[code] = [
            _posted(
                f"{street.lower()}{'' if position == 0 else position + 1}",
                name,
                Role.STREET_OFFICIAL,
                places[code],
                since,
                by,
            )
            for position, name in enumerate(names.split())
        ]
        if street in WORKERS:
            community = places[f"{code}004"]
            cast.workers[community.code] = _posted(
                f"worker-{street.lower()}",
                WORKERS[street],
                Role.COMMUNITY_WORKER,
                community,
                since,
                by,
            )


def make_liaisons(cast: Cast, *, since: date) -> None:
    """A liaison for every department of the programme."""
    for department in Department.objects.all():
        username = f"dept-{department.key.replace('_', '-')}"
        person = _person(username, f"{department.name_zh}联络员", cast.administrator)
        give_post(
            by=cast.administrator,
            user=person,
            role=Role.DEPARTMENT_LIAISON,
            department=department,
            starts_on=since,
        )
        cast.liaisons[department.key] = User.objects.get(pk=person.pk)


def _posted(username: str, name: str, role: Role, place: Place, since: date, by: User) -> User:
    person = _person(username, name, by)
    give_post(by=by, user=person, role=role, place=place, starts_on=since)
    return User.objects.get(pk=person.pk)


def _person(username: str, name: str, by: User) -> User:
    return create_person(by=by, username=username, name=name, password=PASSWORD, is_sample=True)
