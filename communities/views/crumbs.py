"""The way from the start page to this one."""

from django.urls import reverse
from django.utils.translation import gettext as _


def trail(*steps: tuple[str, str] | str) -> list[dict[str, str]]:
    """Breadcrumbs: pairs of a label and an address, the page itself last, as a label alone."""
    home = {"label": _("Home"), "url": reverse("evaluation:home")}
    return [
        home,
        *({"label": step} if isinstance(step, str) else _linked(*step) for step in steps),
    ]


def _linked(label: str, url: str) -> dict[str, str]:
    return {"label": label, "url": url}
