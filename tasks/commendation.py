"""The commendation list of a programme: who is proposed, why, and who is not (domain §6).

Demonstration sites are communities on merit; outstanding units are streets and departments.
The list is the office's proposal; public notice and the leading group's decision follow.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop

from communities.models import Place, Programme
from communities.programme.issuers import office_of
from evaluation.declarations.states import DECIDED
from evaluation.models import Declaration, Document, Veto
from harmony.shared import clock
from tasks.commending import Section, Terms, departments, sites, streets
from tasks.failures import CannotBeMade
from tasks.papers import Paper, fitting_quotes
from tasks.printing import html_to_pdf
from tasks.reporting.cases import cases_of, decided
from tasks.reporting.sources import digest_of, sources_of

NOTHING_DECIDED = gettext_noop(
    "No community of the programme is decided yet, so there is nobody to commend."
)


@dataclass(frozen=True)
class CommendationList:
    district: str
    programme: str
    office: str
    starts_on: date
    ends_on: date
    as_of: date
    terms: Terms
    sections: tuple[Section, ...]
    results: int
    digest: str


def commendation_of(programme: Programme, terms: Terms) -> CommendationList:
    """The list as the frozen results have it by now, in the language that is active."""
    due = due_declarations(programme)
    cases = cases_of(due)
    if not decided(cases):
        raise CannotBeMade(NOTHING_DECIDED)
    vetoed = vetoed_in(programme)
    sources = tuple(sources_of(cases))
    return CommendationList(
        district=programme.district.name,
        programme=programme.title,
        office=office_of(programme),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        as_of=clock.today(),
        terms=terms,
        sections=(
            sites(cases, terms, vetoed),
            streets(cases, terms, vetoed),
            departments(programme, Place.objects.filter(declarations__in=due), terms),
        ),
        results=len(sources),
        digest=digest_of(sources),
    )


def due_declarations(programme: Programme) -> QuerySet[Declaration]:
    """Those of the stages whose day of decision has come, and those decided before it.

    What is planned for later is nobody's merit and nobody's miss.
    """
    is_due = Q(stage__decision__lte=clock.now()) | Q(state__in=DECIDED)
    return Declaration.objects.filter(is_due, stage__programme=programme)


def vetoed_in(programme: Programme) -> frozenset[int]:
    """The declarations with a veto that stands."""
    vetoes = Veto.objects.filter(declaration__stage__programme=programme, struck_at=None)
    return frozenset(vetoes.values_list("declaration", flat=True))


def make(document: Document) -> Paper:
    """The list that this document was asked for, in its language and by its terms."""
    return Paper.printed(document, lambda: page_of(document), print_list)


def page_of(document: Document) -> str:
    programme = Programme.objects.select_related("district").get(pk=document.programme_id)
    context = {
        "list": commendation_of(programme, Terms.of(document.params)),
        "version": document.version,
        "language": document.language,
        "is_sample": settings.SAMPLE_MODE,
    }
    page = render_to_string("documents/commendation.html", context)
    return fitting_quotes(page, document.language)


def print_list(page: str) -> bytes:
    return html_to_pdf(page, stylesheets=["paper.css", "commendation.css"])
