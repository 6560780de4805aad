"""Forms of the evaluation: appraisers, visits, penalties and vetoes, moderation."""

import hashlib
from decimal import Decimal

import django_filters
from django import forms
from django.conf import settings
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from communities.models import Place, Role, Stage, User
from evaluation.declarations.file_checks import FileRefused, accept
from evaluation.models import Declaration, Entry, Visit
from harmony.shared import clock

MOST_PHOTOS = 10


class ReviewFilter(django_filters.FilterSet):
    """The office's queue by community, stage and street."""

    q = django_filters.CharFilter(label=_("Community"), method="search")
    stage = django_filters.ModelChoiceFilter(
        label=_("Stage"),
        empty_label=_("All stages"),
        queryset=Stage.objects.filter(kind=Stage.Kind.EVALUATION),
    )
    street = django_filters.ModelChoiceFilter(
        label=_("Street"),
        field_name="community__parent",
        empty_label=_("All streets"),
        queryset=Place.objects.streets(),
        to_field_name="code",
    )

    class Meta:
        model = Declaration
        fields = ["q", "stage", "street"]

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(community__name_zh__icontains=value) | Q(community__name_en__icontains=value)
        )


class AppraiserForm(forms.Form):
    """Who scores it; whoever is charged already is not offered again."""

    appraisers = forms.ModelMultipleChoiceField(
        label=_("Appraisers"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one appraiser.")},
    )

    def __init__(self, *args, declaration: Declaration, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        charged = declaration.assignments.filter(ended_at=None).values("appraiser")
        in_force = Q(posts__ends_on=None) | Q(posts__ends_on__gte=clock.today())
        self.fields["appraisers"].queryset = (  # type: ignore[attr-defined]
            User.objects.filter(
                in_force,
                posts__role=Role.APPRAISER,
                posts__starts_on__lte=clock.today(),
                is_active=True,
            )
            .exclude(pk__in=charged)
            .distinct()
            .order_by("name")
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CheckedFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class CheckedFileField(forms.FileField):
    """A file looked into by its content; ``cleaned`` is (file, content type, SHA-256)."""

    pictures_only = False

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return self.checked(file) if file else None

    def checked(self, file) -> tuple[ContentFile, str, str]:
        if file.size > settings.UPLOAD_BYTES:
            raise forms.ValidationError(
                _t("“%(name)s” is larger than %(most)s MB.")
                % {"name": file.name, "most": settings.UPLOAD_MB}
            )
        try:
            kept = accept(file.name, file.read())
        except FileRefused as refusal:
            raise forms.ValidationError(f"{file.name}: {refusal.reason}") from refusal
        if self.pictures_only and not kept.content_type.startswith("image/"):
            raise forms.ValidationError(_t("“%(name)s” is not a photo.") % {"name": file.name})
        digest = hashlib.sha256(kept.content).hexdigest()
        return ContentFile(kept.content, name=f"file.{kept.ending}"), kept.content_type, digest


class PhotosField(CheckedFileField):
    """Several photos at once."""

    widget = CheckedFiles
    pictures_only = True

    def clean(self, data, initial=None) -> list[tuple[ContentFile, str, str]]:
        files = data if isinstance(data, list | tuple) else [data]
        given = [file for file in files if file]
        if len(given) > MOST_PHOTOS:
            raise forms.ValidationError(
                _t("At most %(most)s photos at once.") % {"most": MOST_PHOTOS}
            )
        return [self.checked(forms.FileField.clean(self, file)) for file in given]


class DayField(forms.DateField):
    """A day that is not in the future."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        if day and day > clock.today():
            raise forms.ValidationError(_t("The date lies in the future."))
        return day


class VisitForm(forms.Form):
    """The report heard, or the site visited."""

    kind = forms.ChoiceField(
        label=_("What took place"), choices=Visit.Kind.choices, widget=forms.RadioSelect
    )
    date = DayField(label=_("Date"))
    people = forms.CharField(label=_("People present"), max_length=300)
    findings = forms.CharField(
        label=_("Findings"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    photos = PhotosField(
        label=_("Photos"), required=False, help_text=_("JPG, PNG or WebP, at most ten at once.")
    )


class RecordForm(forms.Form):
    """A penalty or a veto: which item, on what ground, when, with what evidence."""

    item = forms.ModelChoiceField(label=_("Item"), queryset=None, empty_label=_("Choose"))
    count = forms.IntegerField(label=_("Cases"), min_value=1, max_value=100, initial=1)
    date = DayField(label=_("Date"))
    ground = forms.CharField(
        label=_("Ground"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    evidence = CheckedFileField(label=_("Evidence"), required=False)

    def __init__(self, *args, items, has_count: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        if not has_count:
            del self.fields["count"]

    def values(self) -> dict:
        """What the service takes."""
        given = dict(self.cleaned_data)
        file = given.pop("evidence")
        given["evidence"] = (file[0], file[1]) if file else None
        return given


class ModerationForm(forms.Form):
    """The points that count, and why."""

    points = forms.DecimalField(
        label=_("Points"), min_value=0, max_digits=7, decimal_places=2, localize=False
    )
    modifier = forms.ChoiceField(label=_("Modifier confirmed"), required=False)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args, most: Decimal, claimed: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].max_value = most  # type: ignore[attr-defined]
        self.most = most
        if claimed:
            label = Entry.Modifier(claimed).label
            self.fields["modifier"].choices = [("", _("None")), (claimed, label)]  # type: ignore[attr-defined]
        else:
            del self.fields["modifier"]

    def clean_points(self) -> Decimal:
        points = self.cleaned_data["points"]
        if points > self.most:
            raise forms.ValidationError(
                _t("Give at most %(points)s points.") % {"points": self.most}
            )
        return points
