"""The small marks of lists – state, level, class – as HTML.

They are written here and not in templates because a list shows a hundred of them, and an
included template costs ten times as much. Templates write ``{% state_tag … %}`` and so on.
"""

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

NOTHING = format_html('<span class="muted">{}</span>', "–")

# What a state looks like: colour and icon. Every other state is a plain tag.
STATES = {
    "returned": ("warn", "return"),
    "returned_to_street": ("warn", "return"),
    "submitted": ("info", ""),
    "passed": ("info", ""),
    "received": ("info", ""),
    "in_progress": ("info", ""),
    "draft": ("info", ""),
    "appraised": ("ok", ""),
    "noticed": ("ok", ""),
    "accepted": ("plain", "check"),
    "done": ("plain", "check"),
    "not_accepted": ("plain", "no"),
}


def icon(name: str, css_class: str = "") -> SafeString:
    """A line icon from ``static/img/icons.svg``; it says nothing to a screen reader."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {css_class}" if css_class else "",
        static("img/icons.svg"),
        name,
    )


def tag(label: Any, kind: str = "", sign: str = "") -> SafeString:
    """A word in a frame. ``kind``: info, ok, warn, bad, plain, line; ``sign``: an icon."""
    return format_html(
        '<span class="tag{}">{}{}</span>',
        f" tag-{kind}" if kind else "",
        icon(sign) if sign else "",
        label,
    )


def state_tag(state: Any, label: Any, late: Any = False) -> SafeString:
    """Where a declaration stands; ``late`` says that its deadline has passed."""
    kind, sign = ("bad", "alert") if late else STATES.get(str(state), ("", ""))
    return tag(label, kind, sign)


def level_mark(level: Any, label: Any = "", badge: bool = False) -> SafeString:
    """A level as diamonds and its word: excellent, good, qualified, else “not yet”."""
    if not level:
        return NOTHING
    rank, word = {
        "excellent": (3, _("Excellent")),
        "good": (2, _("Good")),
        "qualified": (1, _("Qualified")),
    }.get(str(level), (0, _("Not yet")))
    return format_html(
        '<span class="level level-{}{}"><svg aria-hidden="true" focusable="false">'
        '<use href="{}#level-{}"/></svg>{}</span>',
        rank,
        " level-badge" if badge else "",
        static("img/icons.svg"),
        rank,
        label or word,
    )


def class_mark(kind: Any, label: Any) -> SafeString:
    """The class of a community, with a sign that does not depend on colour."""
    if not kind:
        return format_html('<span class="muted">{}</span>', _("Not classed yet"))
    if str(kind).startswith("old_town"):
        sign = "old"
    else:
        sign = "new" if str(kind) == "new_residential" else "vil"
    return format_html('<span class="cls cls-{}">{}</span>', sign, label)
