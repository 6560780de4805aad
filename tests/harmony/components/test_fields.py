"""Fields of a form, and the summary that leads to what is wrong in them."""

from datetime import date

import pytest
from django import forms
from django.utils.translation import override

from harmony.shared.gallery import SampleForm
from tests.harmony.components.rendered import shown, words

pytestmark = pytest.mark.django_db


# --- Fields


def field_of(form, name, **given):
    source = '{% include "components/field.html" with field=field ' + " ".join(
        f'{key}="{value}"' for key, value in given.items()
    )
    return shown(source + " only %}", field=form[name])


def test_a_field_is_tied_to_its_label_its_hint_and_its_error():
    html = field_of(SampleForm({"households": "3,412"}), "households")
    assert '<label for="id_households">' in html
    assert 'aria-describedby="id_households_helptext id_households_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_households_helptext"' in html
    assert 'id="id_households_error"' in html


def test_a_wrong_number_comes_back_as_it_was_typed():
    html = field_of(SampleForm({"households": "about 3 thousand"}), "households")
    assert 'type="text"' in html
    assert 'inputmode="numeric"' in html
    assert 'value="about 3 thousand"' in html


def test_a_date_uses_the_picker_in_both_languages():
    for language in ("en", "zh-hans"):
        with override(language):
            html = field_of(SampleForm(initial={"hearing": date(2026, 6, 12)}), "hearing")
        assert 'type="date"' in html
        assert html.count("type=") == 1
        assert 'value="2026-06-12"' in html


def test_a_moment_comes_back_as_it_was_chosen():
    form = SampleForm({"opens": "2026-06-12T09:30", "hearing": "2026-06-12"})
    form.is_valid()
    assert form.cleaned_data["opens"].hour == 9
    assert form.cleaned_data["hearing"] == date(2026, 6, 12)
    assert 'value="2026-06-12T09:30"' in field_of(form, "opens")


def test_choices_are_a_group_with_a_legend():
    html = field_of(SampleForm({}), "outcome")
    assert "<fieldset" in html
    assert "<legend>" in html
    assert 'aria-describedby="id_outcome_error"' in html
    assert html.count('type="radio"') == 2


@pytest.mark.parametrize(("given", "says"), [({}, True), ({"optional": "no"}, False)])
def test_what_may_be_left_empty_says_so(given, says):
    with override("en"):
        assert ("(optional)" in field_of(SampleForm(), "street")) is False
        assert ("(optional)" in field_of(SampleForm(), "opens", **given)) is says


@pytest.mark.parametrize(("width", "css_class"), [("s", "input w-s"), ("", "input")])
def test_a_field_can_be_narrow(width, css_class):
    assert f'class="{css_class}"' in field_of(SampleForm(), "households", width=width)


def test_a_class_of_the_widget_is_kept():
    class Form(forms.Form):
        code = forms.CharField(widget=forms.TextInput(attrs={"class": "code"}))

    assert 'class="input code"' in field_of(Form(), "code")


def test_a_hidden_field_has_no_label():
    class Form(forms.Form):
        version = forms.CharField(widget=forms.HiddenInput)

    html = field_of(Form({"version": "3"}), "version")
    assert "<label" not in html
    assert 'type="hidden"' in html


# --- The error summary


SUMMARY = '{% include "components/error_summary.html" with form=form only %}'


def test_the_summary_leads_to_every_field_and_names_it():
    with override("en"):
        html = shown(SUMMARY, form=SampleForm({"households": "x", "street": "1"}))
    assert "There are 4 things to correct" in words(html)
    assert '<a href="#id_households">Households: Enter a whole number.</a>' in html
    assert 'href="#id_outcome_0"' in html
    assert 'role="alert"' in html


def test_one_thing_is_one_thing():
    with override("en"):
        form = SampleForm(
            {"households": "1", "hearing": "2026-06-12", "street": "1", "outcome": "pass"}
        )
        assert "There is 1 thing to correct" in words(shown(SUMMARY, form=form))


@pytest.mark.parametrize("form", [None, "", SampleForm()])
def test_without_errors_there_is_no_summary(form):
    assert shown(SUMMARY, form=form).strip() == ""


def test_errors_of_no_field_and_of_a_formset_are_listed():
    class Row(forms.Form):
        number = forms.IntegerField(label="Number")

        def clean(self):
            raise forms.ValidationError("The rows do not fit.")

    rows = forms.formset_factory(Row, min_num=3, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-number": "x"}
    )
    with override("en"):
        html = shown(SUMMARY, form=rows)
    assert "Please submit at least 3 forms." in html
    assert "The rows do not fit." in html
    assert 'href="#id_form-0-number"' in html


def test_what_was_typed_is_escaped():
    class Form(forms.Form):
        place = forms.ChoiceField(choices=[])

    html = shown(SUMMARY, form=Form({"place": "<script>alert(1)</script>"}))
    assert "<script" not in html
