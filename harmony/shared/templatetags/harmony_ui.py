"""Tags and filters of the interface: icons, addresses that keep their filters, fields.

How dates and numbers are written is in ``harmony.shared.wording``; here it only becomes
available to templates. ``docs/interface.md`` shows every use.
"""

from typing import Any

from django import forms, template
from django.core.paginator import Page, Paginator
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from harmony.shared import clock, marks, wording

register = template.Library()

for name, moment_form in {
    "day": wording.day,
    "short_day": wording.short_day,
    "moment": wording.moment,
    "short_moment": wording.short_moment,
    "time_of_day": wording.time_of_day,
}.items():
    register.filter(name, moment_form, expects_localtime=True)

for written_form in (
    wording.points,
    wording.plain_points,
    wording.signed,
    wording.percent,
    wording.share,
    wording.whole,
    wording.size,
    wording.money,
    wording.listed,
    wording.labelled,
    wording.in_brackets,
):
    register.filter(written_form.__name__, written_form)


for mark in (marks.icon, marks.tag, marks.state_tag, marks.level_mark, marks.class_mark):
    register.simple_tag(mark)

register.simple_tag(wording.gap)


@register.filter
def days_left(value: Any) -> int | None:
    """Whole days from the portal's today to a date; negative when it has passed."""
    date = wording.local_date(value)
    return None if date is None else (date - clock.today()).days


@register.filter
def days_left_text(value: Any) -> str:
    """“6 days left”, “today”, “2 days late”."""
    days = days_left(value)
    return "" if days is None else wording.days_left_text(days)


@register.filter(name="hex")
def as_hex(value: Any) -> str:
    """Bytes in hexadecimal digits; empty for nothing."""
    return bytes(value).hex() if value is not None else ""


@register.simple_tag(takes_context=True)
def this_path(context: template.Context) -> str:
    """The address of this page without its query."""
    return _request_of(context).path


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """The query of this address with some parameters changed; ``None`` or "" removes one.

    Whatever changes, the list starts again at its first page, unless ``page`` is given.
    """
    query = _query_of(context)
    query.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, key: str, value: Any = None) -> str:
    """The query of this address without a parameter, or without one of its values."""
    query = _query_of(context)
    query.pop("page", None)
    is_named = value not in {None, ""}  # a chip without a value reaches a template as ""
    kept = [each for each in query.getlist(key) if each != str(value)] if is_named else []
    if kept:
        query.setlist(key, kept)
    else:
        query.pop(key, None)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_link(context: template.Context, name: str) -> str:
    """The address that sorts by a column; a second time turns the order round."""
    return query_with(context, sort=f"-{name}" if _sort_of(context) == name else name)


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: template.Context,
    name: str,
    label: str,
    numeric: bool = False,
    low: bool = False,
) -> dict[str, Any]:
    """A column head that sorts. ``low`` columns are the first to go when room is short.

    The order in force is ``sort`` of the context (a view says its default there), else
    ``?sort=`` of the address.
    """
    current = _sort_of(context)
    order = {name: "ascending", f"-{name}": "descending"}.get(current, "")
    css = [css_class for css_class, on in (("num", numeric), ("col-low", low)) if on]
    return {
        "label": label,
        "order": order,
        "css_class": " ".join(css),
        "address": sort_link(context, name),
    }


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """The page numbers to offer: first, last and those near this one, with gaps between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.filter
def is_gap(number: int | str) -> bool:
    return number == str(Paginator.ELLIPSIS)


CLASSES = {
    forms.Textarea: "textarea",
    forms.Select: "select",
    forms.CheckboxInput: "",
    forms.RadioSelect: "",
    forms.CheckboxSelectMultiple: "",
    forms.FileInput: "",
    forms.HiddenInput: "",
}


@register.filter
def styled(field: BoundField, width: str = "") -> SafeString:
    """The control of a field with its class; dates and times as the browser's own pickers.

    ``width`` is ``s`` (12rem), ``m`` (14rem) or empty for the whole column.
    """
    widget = field.field.widget
    css_class = next((CLASSES[kind] for kind in type(widget).__mro__ if kind in CLASSES), "input")
    attributes = {}
    words = [css_class, widget.attrs.get("class", ""), f"w-{width}" if width else ""]
    if any(words):
        attributes["class"] = " ".join(word for word in words if word)
    if isinstance(widget, forms.NumberInput):
        # A number field of the browser forgets what is not a number; ours gives it back.
        is_whole = type(field.field) is forms.IntegerField
        widget.input_type = "text"
        attributes["inputmode"] = "numeric" if is_whole else "decimal"
    if type(widget) is forms.DateInput:
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    if type(widget) is forms.DateTimeInput:
        widget.input_type = "datetime-local"
        widget.format = "%Y-%m-%dT%H:%M"
    return field.as_widget(attrs=attributes)


@register.simple_tag
def options_of(options: list[dict[str, Any]]) -> SafeString:
    """The options of a list to choose from, each on a line of its own."""
    lines = ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options)
    return format_html_join("", '\n<option value="{}"{}>{}</option>', lines)


@register.filter
def control_kind(field: BoundField) -> str:
    """Which of the forms of ``components/field.html`` a field takes."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.FileInput):
        return "file"
    if getattr(widget, "is_table", False):
        return "table"
    return "single"


@register.filter
def first_control(field: BoundField) -> str:
    """The id of the first control of a field, where a link to an error should lead."""
    return f"{field.auto_id}_0" if control_kind(field) == "choices" else field.auto_id


@register.filter
def errors_of(form: Any) -> list[dict[str, str]]:
    """What is to be corrected in a form, a formset or a list of them, as texts with the id they
    lead to. A list may also hold such texts that are ready."""
    if not form:
        return []
    if isinstance(form, dict):
        return [form]
    if isinstance(form, list):
        return [error for each in form for error in errors_of(each)]
    if isinstance(form, forms.BaseFormSet):
        found = [{"text": text, "target": ""} for text in form.non_form_errors()]
        return found + [error for each in form.forms for error in errors_of(each)]
    if not form.is_bound:
        return []
    found = [{"text": text, "target": ""} for text in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else first_control(field)
        words = {"label": str(field.label).rstrip(".。"), "target": target}
        found += [words | {"text": text} for text in field.errors]
    return found


@register.filter
def file_kind(name: str) -> str:
    """The three or four letters shown on the sheet in front of a file's name."""
    return str(name).rpartition(".")[2][:4].upper() or _("file")


def _request_of(context: template.Context) -> Any:
    """The request, also inside ``{% include … only %}``."""
    request = context.get("request") or getattr(context, "request", None)
    if request is None:
        raise template.TemplateSyntaxError("This tag needs a template rendered with a request.")
    return request


def _query_of(context: template.Context) -> Any:
    return _request_of(context).GET.copy()


def _sort_of(context: template.Context) -> str:
    return str(context.get("sort") or _query_of(context).get("sort", ""))
