"""Filters of the staff's list of certificates, and what is done with those in it."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.forms.chosen import ChosenField
from evaluation.forms.public import REFERENCE, AcceptedFilter
from evaluation.models import Certificate

IN_FORCE, WITHDRAWN = "in_force", "withdrawn"


class CertificateFilter(AcceptedFilter):
    """The same for the staff, who also look by number and whether it is in force."""

    q = forms.CharField(label=_("Community or number"), max_length=60)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ("", _("Any state")),
            (IN_FORCE, _("In force")),
            (WITHDRAWN, _("Withdrawn")),
        ],
    )

    names = ("name_zh", "name_en")

    def _q(self, text: str) -> Q:
        found = super()._q(text) | Q(printed_number__icontains=text)
        number = REFERENCE.fullmatch(text)
        if number:
            found |= Q(year=int(number[1]), number=int(number[2]))
        return found

    def _state(self, state: str) -> Q:
        return Q(revoked_at__isnull=state == IN_FORCE)


class BundleForm(forms.Form):
    """Which certificates go together into one file, and of which kind."""

    ALL, TICKED = "all", "ticked"
    FORMS = [("pdf", _("One PDF for printing")), ("zip", _("A ZIP with one PDF each"))]

    which = forms.ChoiceField(choices=[(TICKED, ""), (ALL, "")], required=False)
    chosen = ChosenField(
        queryset=Certificate.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("One of the certificates cannot be put together any more."),
            "invalid_pk_value": _("One of the certificates cannot be put together any more."),
        },
    )
    form = forms.ChoiceField(
        label=_("Put the certificates in"),
        choices=FORMS,
        error_messages={
            "required": _("Choose the kind of file."),
            "invalid_choice": _("Choose the kind of file."),
        },
    )

    def __init__(self, *args, certificates, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.certificates = certificates
        self.fields["chosen"].queryset = certificates  # type: ignore[attr-defined]

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        takes_all = cleaned.get("which") == self.ALL
        if "chosen" not in self.errors:
            rows = self.certificates if takes_all else cleaned["chosen"]
            cleaned["certificates"] = list(rows.order_by("year", "number"))
            if not cleaned["certificates"]:
                self.add_error("chosen", _t("Choose at least one certificate."))
        return cleaned


class WithdrawForm(forms.Form):
    """Why a title is withdrawn. Anybody who checks the certificate reads it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever checks the certificate reads it."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
