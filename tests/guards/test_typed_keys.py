"""Keys that somebody typed: every address takes any text, no field asks with what is no key."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from communities.forms.chosen import ChosenField
from communities.models import User
from harmony.shared.typed_keys import keys_in
from tests.factories.declarations import begun_declaration

NOT_KEYS = ["9" * 40, "9" * 5000, "-1", "１", "²", "1e3", "", " 1", "x", "1\x00"]
FIELDS_OF_THEIR_OWN = {"chosen.py", "places_field.py"}


def sources():
    for app in ("evaluation", "communities"):
        for folder in ("forms", "views"):
            yield from (settings.BASE_DIR / app / folder).glob("*.py")


def test_only_what_can_be_a_key_is_taken():
    assert keys_in([*NOT_KEYS, "7", "1" * 18]) == [7, int("1" * 18)]


def test_several_records_are_chosen_by_the_field_that_looks_first():
    plain = [
        file.name
        for file in sources()
        if file.name not in FIELDS_OF_THEIR_OWN
        and re.search(r"ModelMultipleChoiceField\(", file.read_text("utf-8"))
    ]
    assert plain == []


def test_no_number_is_read_from_text_of_any_length():
    """``isdecimal`` and ``isdigit`` say nothing about how long a text is; a field that does not
    say so either is named here."""
    loose = {
        file.name
        for file in sources()
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"\bint\(.*\.is(decimal|digit)\(\)", line) and "len(" not in line
    }
    assert loose == LIMITED_BY_THEIR_FIELD


LIMITED_BY_THEIR_FIELD = {"rule_forms.py", "standard_head.py", "standard_parts.py"}


@pytest.mark.django_db
@pytest.mark.parametrize("text", NOT_KEYS)
def test_a_field_of_records_refuses_what_is_no_key(text):
    field = ChosenField(User.objects.all())
    with pytest.raises(ValidationError):
        field.clean([text])


@pytest.mark.django_db
@pytest.mark.parametrize("text", NOT_KEYS)
def test_every_choice_of_the_self_examination_takes_any_text(client, text):
    begun = begun_declaration()
    client.force_login(begun.people.official)
    criterion = reverse("evaluation:criterion-entry", args=[begun.pk, "A1.1"])
    for address, name, more in (
        (reverse("evaluation:criterion-evidence", args=[begun.pk, "A1.1"]), "chosen", {}),
        (criterion, "carry", {"go": "carry", "version": "0"}),
        (criterion, "detach", {"version": "0"}),
        (reverse("evaluation:share", args=[begun.pk]), "criteria", {"person": text}),
    ):
        response = client.post(address, more | {name: text}, follow=True)
        assert response.status_code == 200
