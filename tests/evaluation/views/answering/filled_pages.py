"""The questionnaire as a browser sends it filled in, and what comes back."""

import html
import re

from evaluation.surveys.sealing import receipts
from tests.factories.surveys import ITEMS


def receipt_in(text):
    return re.search(r'name="receipt" value="([0-9A-Z]{16})"', text)[1]


def filled(code, receipt=None, option="satisfied", **changes):
    """What a browser sends when everything is answered."""
    answers = {f"a-{key}": option for key in [*ITEMS, "overall"]}
    return {"code": code, "receipt": receipt or receipts.new(), "in": "en", **answers} | changes


def text_of(response):
    return html.unescape(response.content.decode())
