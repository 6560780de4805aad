"""Making and opening a ballot box. What is typed here is never stored, queued or logged."""

from django import forms
from django.db.models import Max
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.models import Stage
from evaluation.models import BallotBox
from evaluation.surveys.boxes import FEWEST_CHARACTERS, SHORTEST_PASSPHRASE, weakness_of
from evaluation.surveys.key_proofs import NotProved, share_of
from harmony.shared import clock

LONGEST_PASSPHRASE = 200
LONGEST_SHARE = 400
KEPT_NOWHERE = {"autocomplete": "off", "spellcheck": "false", "data-secret": True}
"""Attributes of a field that neither the browser nor kept.js may keep."""


def secret_field(label, help_text: str = "") -> forms.CharField:
    """A field whose content is not shown, not kept by the browser and not stripped away."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_PASSPHRASE,
        widget=forms.PasswordInput(attrs=KEPT_NOWHERE),
        help_text=help_text,
    )


def share_field(label) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_SHARE,
        widget=forms.Textarea(attrs={"rows": 3} | KEPT_NOWHERE),
        help_text=_t("As it is printed; hyphens and spaces do not matter."),
    )


class MakeBoxForm(forms.Form):
    """For which stage, who can open it, and the passphrase twice."""

    stage = forms.ModelChoiceField(label=_("Stage"), queryset=Stage.objects.none())
    custody = forms.ChoiceField(
        label=_("Who can open it"),
        choices=[
            (BallotBox.Custody.KEYFILE, _("Whoever knows the passphrase (reduced protection)")),
            (BallotBox.Custody.TWO_OF_THREE, _("Any two of three holders")),
        ],
        initial=BallotBox.Custody.KEYFILE,
        widget=forms.RadioSelect,
    )
    passphrase = secret_field(_("Passphrase"))
    again = secret_field(_("The same passphrase again"))
    newest_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    """The newest box there was when the page was shown: the page that answers shows the shares,
    and loading it again must not make another box unasked."""

    def __init__(self, *args, stages, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = stages
        this_year = stages.filter(year=clock.today().year).first()
        self.fields["stage"].initial = this_year or stages.first()
        self.initial["newest_seen"] = self.newest
        self.fields["passphrase"].help_text = _t(
            "At least %(least)s characters, %(different)s of them different, for instance five "
            "words. Without it nobody can ever open the box: write it down and lock it away. "
            "Three holders need none."
        ) % {"least": SHORTEST_PASSPHRASE, "different": FEWEST_CHARACTERS}
        for name in ("passphrase", "again"):
            self.fields[name].required = False

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        passphrase, again = cleaned.get("passphrase", ""), cleaned.get("again", "")
        if cleaned.get("custody") != BallotBox.Custody.KEYFILE:
            return cleaned | {"passphrase": ""}
        if weakness := weakness_of(passphrase):
            self.add_error("passphrase", weakness)
        elif passphrase != again:
            self.add_error("again", _t("This is not the same passphrase."))
        return cleaned

    @property
    def newest(self) -> int:
        """The number of the newest box of all stages to choose from; 0 while there is none."""
        rows = BallotBox.objects.filter(stage__in=self.fields["stage"].queryset)
        return rows.aggregate(newest=Max("pk"))["newest"] or 0

    def ask_again(self, reason: str) -> None:
        """Say why no box was made; whoever presses again has read it, and means it."""
        self.data = self.data.copy()
        self.data["newest_seen"] = str(self.newest)
        self.add_error(None, reason)


class OpenBoxForm(forms.Form):
    """What opens a box: its passphrase, or two of the three shares."""

    def __init__(self, *args, box: BallotBox, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.box = box
        if box.custody == BallotBox.Custody.KEYFILE:
            self.fields["passphrase"] = secret_field(_t("Passphrase of the box"))
            return
        for name, label in (("share", _t("One share")), ("other_share", _t("Another share"))):
            self.fields[name] = share_field(label)

    def clean(self) -> dict:
        """Each share is looked at by itself, so that whoever typed it knows which one is wrong."""
        cleaned = super().clean() or self.cleaned_data
        holders = {}
        for name in ("share", "other_share"):
            if not (typed := cleaned.get(name)):
                continue
            try:
                holders[name] = share_of(self.box, typed).holder
            except NotProved as refusal:
                self.add_error(name, refusal.reason)
        if len(holders) == 2 and len(set(holders.values())) == 1:
            self.add_error("other_share", _t("This is the same share again."))
        return cleaned

    @property
    def secrets(self) -> dict:
        """What the process that opens the box is told through its pipe."""
        if "passphrase" in self.cleaned_data:
            return {"passphrase": self.cleaned_data["passphrase"]}
        return {"shares": [self.cleaned_data["share"], self.cleaned_data["other_share"]]}


class ProveKeyForm(forms.Form):
    """What shows that somebody has the key: the passphrase, or one share."""

    def __init__(self, *args, box: BallotBox, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        is_one = box.custody == BallotBox.Custody.KEYFILE
        label = _t("Passphrase of the box") if is_one else _t("Your share of the key")
        self.fields["secret"] = secret_field(label) if is_one else share_field(label)
