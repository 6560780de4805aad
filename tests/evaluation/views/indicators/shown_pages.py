"""The page of an indicator as it is shown, and as a browser sends it back."""

import re
from html.parser import HTMLParser

from django.urls import reverse


def entry_of(declaration, code):
    return declaration.entries.select_related("criterion").get(criterion__code=code)


def address(declaration, code):
    return reverse("evaluation:indicator", args=[declaration.pk, code])


class Fields(HTMLParser):
    """What a browser would send of a page that nobody touched."""

    def __init__(self):
        super().__init__()
        self.sent, self.inside = {}, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"select", "textarea"}:
            self.inside = given["name"]
            self.sent.setdefault(self.inside, "")
        elif tag == "option" and "selected" in given:
            self.sent[self.inside] = given["value"]
        elif tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.sent.setdefault(given["name"], []).append(given.get("value", "on"))
        elif tag == "input" and given.get("type") != "file":
            self.sent[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag in {"select", "textarea"}:
            self.inside = None

    def handle_data(self, data):
        if self.inside and self.lasttag == "textarea":
            self.sent[self.inside] += data.removeprefix("\n")


def shown_fields(client, declaration, code):
    text = client.get(address(declaration, code)).text
    fields = Fields()
    fields.feed(text[text.index('id="indicator-form"') : text.rindex("</form>")])
    return {name: value for name, value in fields.sent.items() if re.match(r"e\d+-", name)}


def named(declaration, **typed):
    """``A1_2__finding_misses="1"`` as the page names it."""
    fields = {}
    for name, value in typed.items():
        code, _, field = name.partition("__")
        entry = entry_of(declaration, code.replace("_", "."))
        fields[f"e{entry.pk}-{field.replace('finding_', 'finding-')}"] = value
    return fields


def send(client, declaration, code, *, page=None, headers=None, **typed):
    """Open the page, type, and press a button; ``page`` is one that was opened before."""
    data = shown_fields(client, declaration, code) if page is None else dict(page)
    for plain in ("go", "library", "detach"):
        if plain in typed:
            data[plain] = typed.pop(plain)
    data |= named(declaration, **typed)
    return client.post(address(declaration, code), data, headers=headers or {})
