"""Forms of accounts, posts and signing in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.forms.filters import FilterForm
from communities.models import Department, Place, Post, Role, Tier
from communities.people.models import TIER_OF_ROLE
from harmony.shared import clock

NEW_PASSWORD = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("The user name or the password is not right. Please try again."),
        "inactive": _("The user name or the password is not right. Please try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class PeopleFilter(FilterForm):
    q = forms.CharField(label=_("Name, user name or place"), max_length=100)
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("Any role")), *Role.choices])
    place = forms.ModelChoiceField(
        Place.objects.filter(tier__in=[Tier.DISTRICT, Tier.STREET]),
        label=_("Works in"),
        empty_label=_("Everywhere"),
    )
    state = forms.ChoiceField(
        label=_("Account"),
        choices=[
            ("", _("Any")),
            ("open", pgettext_lazy("account", "Open")),
            ("closed", pgettext_lazy("account", "Closed")),
        ],
    )

    def narrow(self, people):
        """The people whose posts and names fit."""
        chosen = self.chosen()
        posts = Post.objects.filter(user=OuterRef("pk")).not_over(clock.today())
        if role := chosen.get("role"):
            posts = posts.filter(role=role)
        if place := chosen.get("place"):
            posts = posts.filter(place__code__startswith=place.code)
        if role or place:
            people = people.filter(Exists(posts))
        if state := chosen.get("state"):
            people = people.filter(is_active=state == "open")
        return people.filter(_says(chosen["q"])) if "q" in chosen else people


def _says(words: str) -> Q:
    """Whether the name, the user name or a place or department of theirs contains the words."""
    names = ("place__name_zh", "place__name_en", "department__name_zh", "department__name_en")
    where = Q()
    for name in names:
        where |= Q(**{f"{name}__icontains": words})
    there = Post.objects.filter(where, user=OuterRef("pk")).not_over(clock.today())
    return Q(name__icontains=words) | Q(username__icontains=words) | Q(Exists(there))


class PersonForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("For signing in. Letters, digits and . - _ @ +; it is not changed later."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=60,
        help_text=_("As colleagues know this person."),
    )
    password = forms.CharField(
        label=_("First password"),
        max_length=128,
        strip=False,
        help_text=_("At least 8 characters. Tell it to nobody but this person."),
        widget=forms.TextInput(attrs=NEW_PASSWORD),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As their browser asks")), *settings.LANGUAGES],
    )


class NameForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        help_text=_("At least 8 characters. Tell it to nobody but this person."),
        widget=forms.TextInput(attrs=NEW_PASSWORD),
    )


class OwnPasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        strip=False,
        help_text=_("At least 8 characters, not only digits, not like your name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        again = typed.pop("again", None)
        if again is not None and "password" in typed and typed["password"] != again:
            self.add_error("again", _("This is not the same as the new password above."))
        return typed


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=_("Show the portal in"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class RoleForm(forms.Form):
    """The first step towards a post; what else is asked depends on the role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)


class CommunityChoice(forms.ModelChoiceField):
    """Communities under the name of their street, as a select can show them."""

    def label_from_instance(self, place: Place) -> str:
        return (
            f"{place.parent.name} · {place.name}" if place.tier == Tier.COMMUNITY else place.name
        )


class PostForm(forms.Form):
    """The second step: where, and from when to when. Only what fits the role is asked."""

    place = CommunityChoice(Place.objects.none(), label=_("Place"), empty_label=_("Choose"))
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), empty_label=_("Choose")
    )
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput)
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty while no end is known."),
        widget=forms.DateInput,
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": clock.today()}, **kwargs)
        tier = TIER_OF_ROLE.get(Role(role))
        if tier:
            places = Place.objects.filter(tier=tier).select_related("parent")
            self.fields["place"].queryset = places
            self.fields["place"].label = Tier(tier).label
            if tier == Tier.DISTRICT:
                self.fields["place"].initial = places.first()
        else:
            del self.fields["place"]
        if role == Role.DEPARTMENT_LIAISON:
            self.fields["department"].queryset = Department.objects.all()
        else:
            del self.fields["department"]


class EndPostForm(forms.Form):
    on = forms.DateField(
        label=_("Last day in the post"),
        help_text=_("A day that is over ends the post at once."),
        widget=forms.DateInput,
    )
