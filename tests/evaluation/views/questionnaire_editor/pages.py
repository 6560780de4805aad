"""The pages of a draft, what a browser sends from them, and what is stored."""

from django.urls import reverse

from evaluation.models import Questionnaire
from tests.evaluation.standards.test_rule_forms import put, typed


def address(name, *args):
    return reverse(f"evaluation:questionnaire-{name}", args=args)


def item_page(client, draft, key="staff"):
    return client.get(address("edit-item", draft.pk, key))


def part_page(client, draft, name):
    return client.get(address("edit-part", draft.pk, name))


def send(client, page, **changes):
    """What a browser sends from this page, with some fields typed over."""
    sent = put(typed(page.context["form"]), {"seen": page.context["seen"], **changes})
    return client.post(page.request["PATH_INFO"], dict(sent.lists()))


def content(draft):
    return Questionnaire.objects.get(pk=draft.pk).content


def keys(draft):
    return [item["key"] for item in content(draft)["items"]]
