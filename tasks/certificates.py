"""The certificate: what it says, and how it is printed.

Both languages stand on one sheet, so its words are in the template and not in a catalogue of
translations. Number, date and level were decided when it was granted, not when it is printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop

from communities.programme.issuers import english_name, leading_group_en, leading_group_zh
from evaluation import models
from evaluation.models import Document, Level
from tasks.chinese_dates import chinese_date, chinese_year
from tasks.failures import CannotBeMade
from tasks.papers import Paper
from tasks.printing import html_to_pdf
from tasks.qr_codes import qr_code

LEVELS = {
    Level.EXCELLENT: ("优秀", "Excellent"),
    Level.GOOD: ("良好", "Good"),
    Level.QUALIFIED: ("合格", "Qualified"),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
NOT_GRANTED = gettext_noop("There is no certificate for this declaration.")
REVOKED = gettext_noop("This certificate was withdrawn, so it is not printed any more.")

# So many characters fill the sheet at its usual size; more are set smaller.
A_LINE_OF_NAMES = 26
TWO_LINES_OF_TEXT = 84


@dataclass(frozen=True)
class Certificate:
    """Every word that varies from one certificate to the next."""

    number: str
    reference: str
    address: str
    community_zh: str
    community_en: str
    street_zh: str
    street_en: str
    district_en: str
    standard_zh: str
    issuer_zh: str
    issuer_en: str
    level_zh: str
    level_en: str
    year: int
    granted_on: date

    @property
    def year_zh(self) -> str:
        return chinese_year(self.year)

    @property
    def granted_on_zh(self) -> str:
        return chinese_date(self.granted_on)

    @property
    def granted_on_en(self) -> str:
        day = self.granted_on
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

    @property
    def is_long(self) -> bool:
        """Whether its names need smaller type."""
        names = len(self.community_zh) + len(self.street_zh)
        return names > A_LINE_OF_NAMES or 62 + len(self.standard_zh) > TWO_LINES_OF_TEXT


def certificates_to_print() -> QuerySet[models.Certificate]:
    """Certificates with everything that is printed on them, in one query."""
    return models.Certificate.objects.select_related(
        "document",
        "decision__declaration__community__parent__parent",
        "decision__declaration__standard",
        "decision__declaration__stage__programme__district",
    )


def words_of(row: models.Certificate) -> Certificate:
    """What this certificate says."""
    declaration = row.decision.declaration
    community, programme = declaration.community, declaration.stage.programme
    district = programme.district
    level_zh, level_en = LEVELS[Level(row.decision.level)]
    return Certificate(
        number=row.printed_number,
        reference=row.reference,
        address=f"{settings.PORTAL_URL}{row.get_absolute_url()}",
        community_zh=community.name_zh,
        community_en=english_name(community),
        street_zh=community.parent.name_zh,
        street_en=english_name(community.parent),  # type: ignore[arg-type]
        district_en=english_name(district),
        standard_zh=declaration.standard.title_zh,
        issuer_zh=leading_group_zh(programme),
        issuer_en=leading_group_en(programme),
        level_zh=level_zh,
        level_en=level_en,
        year=row.year,
        granted_on=row.granted_on,
    )


def page_of(certificate: Certificate) -> str:
    """The sheet as a page to print."""
    context = {
        "certificate": certificate,
        "qr": qr_code(certificate.address),
        "is_sample": settings.SAMPLE_MODE,
    }
    return render_to_string("documents/certificate.html", context)


def pages_as_one(pages: Sequence[str]) -> str:
    """Several sheets behind one another, under the head of the first."""
    head = pages[0].partition("<body>")[0]
    sheets = (page.partition("<body>")[2].partition("</body>")[0] for page in pages)
    return f"{head}<body>{''.join(sheets)}</body></html>"


def print_certificate(page: str) -> bytes:
    return html_to_pdf(page, stylesheets=["certificate.css"])


def make(document: Document) -> Paper:
    """The certificate that this document was asked for."""
    rows = certificates_to_print().filter(decision__declaration=document.declaration_id)
    row = rows.first()
    if row is None:
        raise CannotBeMade(NOT_GRANTED)
    if row.revoked_at is not None:
        raise CannotBeMade(REVOKED)
    return Paper.printed(document, lambda: page_of(words_of(row)), print_certificate)
