"""The questionnaire on paper, to be filled in by hand: what a form says, and its PDF.

``python -m tasks.form_sheets`` reads a sheet as JSON from its standard input and writes the PDF to
its standard output, as ``tasks.slips`` does; so codes are in no file here either.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from evaluation.surveys import promises
from evaluation.surveys.codes import LENGTH, grouped
from evaluation.surveys.sheet import Question, sheet_of
from harmony.shared import wording
from tasks.slips import write_at_once

GROUPS = LENGTH // 4


@dataclass(frozen=True)
class FormSheet:
    """Everything on a form. One form for each code; without codes, one with boxes for a code.

    ``questions`` and ``about`` have a number (or none), a text, a hint and the choices.
    """

    language: str
    community: str
    title: str
    introduction: str
    questions: list[dict[str, Any]]
    about: list[dict[str, Any]]
    comment: str
    promise: list[str]
    help_line: str
    label: str
    closes_at: str
    codes: list[str]
    is_sample: bool

    def to_json(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    def forms(self) -> list[str]:
        """The code of each form as people read it; one empty one where there are none."""
        return [grouped(code) for code in self.codes] or [""]


def form_sheet(survey, content, language: str, drawn: list[str], label: str = "") -> FormSheet:
    """The form of this survey. ``language`` is one of the portal's, ``content`` the
    questionnaire's."""
    short = "zh" if language.startswith("zh") else "en"
    community = survey.declaration.community
    with translation.override(language):
        sheet = sheet_of(content, short)
        return FormSheet(
            language=language,
            community=community.name,
            title=sheet.title,
            introduction=sheet.introduction,
            questions=[_plain(question) for question in sheet.questions],
            about=[_plain(question) for question in sheet.background],
            comment=sheet.comment.text if sheet.comment else "",
            promise=promises.points_to_show(content.privacy, short),
            help_line=survey.declaration.stage.programme.help_line,
            label=label,
            closes_at=survey.closes_at.isoformat(),
            codes=drawn,
            is_sample=settings.SAMPLE_MODE,
        )


def _plain(question: Question) -> dict[str, Any]:
    return {
        "number": question.number,
        "text": question.text,
        "hint": question.hint,
        "options": [option.label for option in question.options],
    }


def html_of(sheet: FormSheet) -> str:
    with translation.override(sheet.language):
        closes_at = timezone.localtime(datetime.fromisoformat(sheet.closes_at))
        context = {
            "sheet": sheet,
            "closes_at": wording.moment(closes_at),
            "boxes": [range(4)] * GROUPS,
            "lines": range(4),
        }
        return render_to_string("documents/form.html", context)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmony.settings")
    django.setup()
    sheet = FormSheet(**json.loads(sys.stdin.buffer.read()))
    write_at_once(sys.stdout.buffer, lambda: html_of(sheet), "form.css")


if __name__ == "__main__":
    main()
