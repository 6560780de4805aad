"""A list of certificates: filtered, sorted and counted in the database, in two queries."""

from functools import cached_property
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F
from django.db.models.functions import Lower
from django.http import QueryDict
from django.utils.translation import ngettext

from evaluation.acceptance.models import CertificateQuerySet
from evaluation.forms.certificates import AcceptedFilter
from evaluation.views.community_list import CountedPaginator
from harmony.shared.languages import in_language

ROWS = 25
COMMUNITY = "decision__declaration__community"
SORTS: dict[str, list] = {
    "number": [F("year"), F("number")],
    "community": [Lower(f"{COMMUNITY}__name_en"), F(f"{COMMUNITY}__code")],
    "street": [F(f"{COMMUNITY}__code")],
    "granted": [F("granted_on"), F("year"), F("number")],
}
USUAL_SORT = "-number"


class CertificateList:
    """The certificates of this address, among those that the reader may see."""

    def __init__(
        self, query: QueryDict, certificates: CertificateQuerySet, filters: type[AcceptedFilter]
    ) -> None:
        self.query, self.certificates = query, certificates
        self._filters = filters
        self._asked = filters(query)

    @cached_property
    def sort(self) -> str:
        asked = self.query.get("sort", "")
        return asked if asked.removeprefix("-") in SORTS else USUAL_SORT

    @cached_property
    def _figures(self) -> list[dict[str, Any]]:
        """How many there are, and match, in each street and year."""
        street = f"{COMMUNITY}__parent__"
        rows = self.certificates.order_by(f"{street}code", "-year").values(
            "year",
            code=F(f"{street}code"),
            name_zh=F(f"{street}name_zh"),
            name_en=F(f"{street}name_en"),
        )
        return list(rows.annotate(n=Count("pk", filter=self._asked.condition())))

    @cached_property
    def filters(self) -> AcceptedFilter:
        streets = {
            row["code"]: in_language(row["name_zh"], row["name_en"]) for row in self._figures
        }
        years = sorted({row["year"] for row in self._figures}, reverse=True)
        return self._filters(
            self.query,
            streets=list(streets.items()),
            years=[(str(year), str(year)) for year in years],
        )

    @property
    def found(self) -> CertificateQuerySet:
        """Every certificate that matches."""
        return self.certificates.filter(self.filters.condition())

    @cached_property
    def count(self) -> int:
        chosen = self.filters.chosen()
        return sum(
            row["n"]
            for row in self._figures
            if chosen.get("street", row["code"]) == row["code"]
            and int(chosen.get("year", row["year"])) == row["year"]
        )

    @property
    def summary(self) -> str:
        return ngettext("%(n)s certificate", "%(n)s certificates", self.count) % {"n": self.count}

    @cached_property
    def page(self) -> Page:
        is_down = self.sort.startswith("-")
        columns = SORTS[self.sort.removeprefix("-")]
        order = [column.desc() if is_down else column.asc() for column in columns]
        rows = with_everything(self.found).order_by(*order, "pk")
        return CountedPaginator(rows, ROWS, count=self.count).get_page(self.query.get("page"))


def with_everything(certificates: CertificateQuerySet) -> CertificateQuerySet:
    """With what a certificate says, in the same query."""
    return certificates.select_related(
        f"{COMMUNITY}__parent",
        "decision__declaration__stage__programme__district",
        "decision__declaration__result",
        "document",
    )
