"""What is typed about a declaration, besides findings."""

import secrets
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from communities.forms.filters import FilterForm
from evaluation.declarations.models import PAGE_MARK
from evaluation.declarations.saving import MARK, mark_of
from evaluation.declarations.states import OPEN_STATES
from evaluation.models import Entry, State
from evaluation.standards.findings import claimable
from evaluation.standards.wording import said
from harmony.shared import clock

Pairs = list[tuple[str, str]]
BACK, LATE, OPEN, SENT = "back", "late", "open", "sent"
LONGEST_STATEMENT = 1000
LONGEST_NOTE = 2000


class EntryForm(forms.Form):
    """What stands beside the finding: a claim, the statement, and what the page began from.

    ``version`` and ``shown`` say what was stored when the page was made, ``page`` which page it
    is, so that what it saves twice does not meet itself.
    """

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    page = forms.CharField(widget=forms.HiddenInput, max_length=PAGE_MARK, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=MARK, required=False)
    modifier = forms.ChoiceField(
        label=_("Is there a reason not to go by the rule?"),
        widget=forms.RadioSelect,
        required=False,
    )
    statement = forms.CharField(
        label=_("What did you do, and what changed for residents?"),
        help_text=_("A few plain sentences. Say what was decided and what happened next."),
        max_length=LONGEST_STATEMENT,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, data=None, *, entry: Entry, prefix: str | None = None) -> None:
        stored = {
            "version": entry.version,
            "page": secrets.token_hex(PAGE_MARK // 4),
            "shown": mark_of(entry.finding, entry.modifier, entry.statement),
            "modifier": entry.modifier,
            "statement": entry.statement,
        }
        super().__init__(data, initial=stored, prefix=prefix)
        claims = {one["type"]: one for one in entry.criterion.modifiers}
        offered = [name for name in claimable(entry.criterion) if name in claims]
        if not offered:
            del self.fields["modifier"]
            return
        labels = {
            Entry.Modifier.EXCLUDED: _t("It does not apply here: %(when)s"),
            Entry.Modifier.NOT_OCCURRED: _t("It did not occur this year: %(when)s"),
        }
        self.fields["modifier"].choices = [
            ("", _t("No, the rule decides")),
            *(
                (name, labels[Entry.Modifier(name)] % {"when": said(claims[name]["when"])})
                for name in offered
            ),
        ]

    def clean_statement(self) -> str:
        return self.cleaned_data["statement"].strip()

    @property
    def claim(self) -> str:
        """The modifier claimed, empty when none is, or none is offered."""
        return self.cleaned_data.get("modifier", "")


class DeclarationFilter(FilterForm):
    """Street, stage, state and free text of a list of declarations."""

    q = forms.CharField(label=_("Community"))
    street = forms.ChoiceField(label=_("Street"))
    stage = forms.ChoiceField(label=_("Stage"))
    state = forms.ChoiceField(label=_("State"))

    def __init__(self, query: Any, *, streets: Pairs, stages: Pairs) -> None:
        super().__init__(query)
        self.fields["stage"].choices = [("", _t("Any stage")), *stages]
        self.fields["state"].choices = [
            ("", _t("Any state")),
            (OPEN, _t("To be written")),
            (BACK, _t("Returned, by street or office")),
            (LATE, _t("Late")),
            (SENT, pgettext("of declarations", "Handed up")),
            *State.choices,
        ]
        if len(streets) > 1:
            self.fields["street"].choices = [("", _t("Any street")), *streets]
        else:
            del self.fields["street"]
        self.full_clean()

    def narrow(self, declarations):
        """The declarations that match; ``due_at`` is annotated on them."""
        for name, value in self.chosen().items():
            declarations = declarations.filter(getattr(self, f"_{name}")(value))
        return declarations

    def _q(self, text: str) -> Q:
        named = Q(community__name_zh__icontains=text) | Q(community__name_en__icontains=text)
        return named | Q(community__code__startswith=text)

    def _street(self, code: str) -> Q:
        return Q(community__parent__code=code)

    def _stage(self, pk: str) -> Q:
        return Q(stage_id=pk)

    def _state(self, state: str) -> Q:
        if state == LATE:
            return Q(due_at__lt=clock.now())
        if state == OPEN:
            return Q(state__in=OPEN_STATES | {State.PLANNED})
        if state == BACK:
            return Q(state__in={State.RETURNED, State.RETURNED_TO_STREET})
        if state == SENT:
            return ~Q(state__in=OPEN_STATES | {State.PLANNED})
        return Q(state=state)


class NoteForm(forms.Form):
    """A remark that goes with a move."""

    note = forms.CharField(
        label=_("Remark"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )


class HandUpForm(forms.Form):
    """The confirmation of a hand-up; ``rounds`` tells a page that is older than the last one,
    ``read`` what the answers were when they were read back."""

    rounds = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    read = forms.CharField(widget=forms.HiddenInput, required=False)
    is_true = forms.BooleanField(
        label=_("I have read the answers back. They are true to the best of my knowledge."),
        error_messages={"required": _("Confirm that the answers are true.")},
    )
    note = forms.CharField(
        label=_("Remark for the examination"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
