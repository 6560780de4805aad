"""A template as text: with a request, as one reads it, and whether it is well formed."""

import re
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.template import Context, RequestContext, Template

ICONS = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text("utf-8")
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "use", "line", "circle"}


def shown(source, rf=None, address="/", **context):
    """A template's text, with a request for this address."""
    template = Template("{% load harmony_ui i18n %}" + source)
    if rf is None:
        return template.render(Context(context))
    return template.render(RequestContext(rf.get(address), context))


def words(html):
    """What is read, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Balanced(HTMLParser):
    """Complains about elements that are not closed in the order they were opened."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.ids = []
        self.targets = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        for key in ("aria-labelledby", "aria-describedby", "for"):
            self.targets += (given.get(key) or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()
