"""Step 10: what anybody does without an account."""

import pytest

from tests.factories.evaluations import accepted_declaration, noticed_declaration
from tests.journeys.conftest import PHONE, WIDE

pytestmark = pytest.mark.django_db(transaction=True)

SCREENS = pytest.mark.parametrize("screen", [WIDE, PHONE], ids=["wide", "phone"])


@SCREENS
def test_visitor_finds_a_community_and_checks_its_certificate(visit, screen):
    declaration = accepted_declaration()
    certificate = declaration.decision.certificate
    anyone = visit(screen=screen)

    anyone.go("/").reads("1 of 1 community has reached the standard so far")
    anyone.follow("Find your community").reads(declaration.community.name)
    anyone.follow(certificate.reference).reads("This certificate is genuine and in force")
    anyone.fill("Certificate number", "2099-1").press("Check")
    anyone.reads("No certificate has this number")


@SCREENS
def test_visitor_reads_a_notice_in_chinese(visit, screen):
    declaration = noticed_declaration(ended=False)
    anyone = visit(language="zh-hans", screen=screen)

    anyone.go("/notices/").reads("评估结果公示")
    anyone.follow("评估结果公示").reads(declaration.community.name_zh)


def test_visitor_switches_the_language_and_stays_on_the_page(visit):
    anyone = visit()

    anyone.go("/verify/").reads("Check a certificate")
    anyone.language = "zh-hans"
    anyone.press("中文").reads("证书")
    assert anyone.page.url.endswith("/verify/")


def test_unknown_page_offers_a_way_back(visit):
    anyone = visit()

    anyone.go("/nowhere/").reads("not found")
