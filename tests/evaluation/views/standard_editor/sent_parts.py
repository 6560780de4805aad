"""A part of the draft as its page shows it, as a browser sends it back, and as it is stored."""

from django.urls import reverse

from evaluation.standards.content.editing import Part, part_at
from tests.evaluation.standards.test_rule_forms import put, typed


def address(name, *args):
    return reverse(f"evaluation:{name}", args=args)


def page_of(client, draft, kind="criterion", code="A1.1"):
    return client.get(address("standard-edit-part", draft.pk, kind, code))


def sent_back(page, **changes):
    """What a browser sends from this page, with some fields typed over."""
    context = page.context
    sent = typed(context["form"])
    if context["rule_form"]:
        sent.update(typed(context["rule_form"]))
        sent["rule_type"] = context["rule_form"].type
    sent["seen"], sent["marks"] = context["seen"], context["marks"]
    return dict(put(sent, changes).lists())


def save(client, draft, page, kind="criterion", code="A1.1", **changes):
    here = address("standard-edit-part", draft.pk, kind, code)
    return client.post(here, sent_back(page, **changes))


def part_of(draft, kind="criterion", code="A1.1"):
    draft.refresh_from_db()
    return part_at(draft.content, Part(kind, code))


def of_rule(draft, kind):
    return next(c.code for c in draft.criteria.all() if c.rule["type"] == kind)
