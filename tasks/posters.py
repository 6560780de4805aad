"""Posters that remind residents to answer: in both languages, with a deadline and without codes.

``python -m tasks.posters`` reads posters as JSON from its standard input and writes the PDF to its
standard output, as ``tasks.slips`` does.
"""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from harmony.shared import wording
from tasks.qr_codes import qr_code
from tasks.slips import write_at_once

if TYPE_CHECKING:
    from evaluation.models import Survey

SIZES = ("A4", "A3")
COMMAND = [sys.executable, "-m", "tasks.posters"]


@dataclass(frozen=True)
class Poster:
    """What varies from one community to the next."""

    community_zh: str
    community_en: str
    office_zh: str
    office_en: str
    help_line: str
    closes_at: str

    def deadline(self, language: str) -> str:
        """The last moment to answer, as this language writes it."""
        with translation.override(language):
            return wording.moment(timezone.localtime(datetime.fromisoformat(self.closes_at)))


def poster_of(survey: "Survey") -> Poster:
    community, programme = survey.declaration.community, survey.declaration.stage.programme
    return Poster(
        community_zh=community.name_zh,
        community_en=community.name_en,
        office_zh=programme.office_zh,
        office_en=programme.office_en,
        help_line=programme.help_line,
        closes_at=survey.closes_at.isoformat(),
    )


def posters_as_json(surveys: Iterable["Survey"], size: str) -> bytes:
    """What the process is told. ``size`` is one of SIZES."""
    posters = [asdict(poster_of(survey)) for survey in surveys]
    address = f"{settings.PORTAL_URL}{reverse('evaluation:answer')}"
    return json.dumps({"posters": posters, "size": size, "address": address}).encode()


def html_of(told: dict[str, Any]) -> str:
    posters = [Poster(**each) for each in told["posters"]]
    context = {
        "size": told["size"].lower(),
        "qr": qr_code(told["address"]),
        "address": told["address"].partition("://")[2],
        "is_sample": settings.SAMPLE_MODE,
        "posters": [(each, each.deadline("zh-hans"), each.deadline("en")) for each in posters],
    }
    with translation.override("en"):
        return render_to_string("documents/posters.html", context)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmony.settings")
    django.setup()
    told = json.loads(sys.stdin.buffer.read())
    write_at_once(sys.stdout.buffer, lambda: html_of(told), "posters.css")


if __name__ == "__main__":
    main()
