"""Step 1: the administrator takes a district in, makes an account and gives it a post."""

import pytest

from communities.models import Place, Tier
from tests.factories import PASSWORD, AdministratorFactory
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)

COLUMNS = "district_code,district,street_code,street,community_code,community,households"
WENFENG = "990101,清和区,990101001,文峰街道"
LIUDI = "990101,清和区,990101002,柳堤街道"
RIGHT = [
    f"{WENFENG},990101001001,安澜社区居委会,1200",
    f"{WENFENG},990101001002,桃溪社区居委会,860",
    f"{WENFENG},990101001003,双桥村民委员会,",
    f"{LIUDI},990101002001,德化社区居委会,1500",
    f"{LIUDI},990101002002,博雅社区居委会,",
]
WRONG = [RIGHT[0], f"{WENFENG},99010100100,桃溪社区居委会,860", *RIGHT[2:4], f"{RIGHT[4]}许多"]


def a_list(lines):
    content = "\r\n".join([COLUMNS, *lines]).encode("gb18030")
    return {"name": "清和区.csv", "mimeType": "text/csv", "buffer": content}


@pytest.fixture
def administrator(visit):
    """Signed in through the login page, at the second attempt."""
    AdministratorFactory(username="guanliyuan")
    screen = visit(language="zh-hans")
    screen.go("/people/").fill("用户名", "guanliyuan").fill("密码", "不对").press("登录")
    screen.reads("用户名或密码不正确，请重试。")
    assert screen.page.get_by_label("用户名").input_value() == "guanliyuan"
    screen.fill("密码", PASSWORD).press("登录").reads("账号与岗位")
    return screen


@pytest.mark.both
def test_district_is_taken_in_after_a_preview_and_never_twice(administrator):
    administrator.follow("导入行政区划")

    administrator.press("查看变化").is_told("file", "请选择文件。")
    administrator.attach("行政区划名单", a_list(WRONG)).press("查看变化")
    administrator.reads("有2个问题，不能导入。")
    problems = administrator.page.get_by_role("row").all_inner_texts()
    assert any("第3行" in row and "community_code" in row and "12位" in row for row in problems)
    assert any("第6行" in row and "households" in row and "许多" in row for row in problems)
    assert not Place.objects.exists()

    administrator.follow("选择改正后的文件")
    administrator.attach("行政区划名单", a_list(RIGHT)).press("查看变化")
    administrator.reads("2个街道，5个社区：新增5个，变更0个。")
    assert not Place.objects.exists()
    administrator.press("导入名单").reads("名单已导入")
    assert Place.objects.filter(tier=Tier.COMMUNITY).count() == 5

    administrator.follow("导入行政区划")
    administrator.attach("行政区划名单", a_list(RIGHT)).press("查看变化")
    administrator.reads("系统中已有全部内容，无须导入。")
    assert Place.objects.count() == 8


def test_account_with_a_post_opens_its_own_street(administrator, visit, street, community):
    administrator.follow("账号与岗位")
    administrator.follow("新建账号").fill("用户名", "lin").fill("姓名", "林晓")
    administrator.fill("初始密码", "1234").press("建立账号")
    administrator.is_told("password", "8")
    assert administrator.page.get_by_label("姓名").input_value() == "林晓"
    administrator.fill("初始密码", PASSWORD).press("建立账号").reads("账号已建立，请授予岗位。")

    administrator.follow("授予岗位").choose("街道干部").press("继续")
    administrator.select("街道", street.name_zh).press("授予岗位").reads("岗位已授予。")

    lin = visit(language="zh-hans", screen=PHONE)
    lin.go("/login/").fill("用户名", "lin").fill("密码", PASSWORD).press("登录")
    lin.go("/communities/").reads(community.name_zh)
