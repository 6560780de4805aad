"""The pieces of the interface: what they show, in both languages, and what they never do."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.template.loader import get_template, render_to_string
from django.utils.translation import override

from harmony.shared import clock, stylesheet, wording
from harmony.shared.gallery import SampleForm, sample_values

pytestmark = pytest.mark.django_db  # whole pages ask who is there

ICONS = (Path(settings.BASE_DIR) / "static/img/icons.svg").read_text("utf-8")
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "use", "line", "circle"}


def shown(source, rf=None, address="/", **context):
    """A template's text, with a request for this address."""
    template = Template("{% load harmony_ui i18n %}" + source)
    if rf is None:
        return template.render(Context(context))
    return template.render(RequestContext(rf.get(address), context))


def words(html):
    """What is read, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class Balanced(HTMLParser):
    """Complains about elements that are not closed in the order they were opened."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.ids = []
        self.targets = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        for key in ("aria-labelledby", "aria-describedby", "for"):
            self.targets += (given.get(key) or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        self.open.pop()


@pytest.fixture(params=["en", "zh-hans"])
def gallery(request, rf):
    with override(request.param):
        return render_to_string("gallery.html", sample_values(), rf.get("/gallery/?street=1"))


# --- The whole gallery


def test_the_gallery_is_well_formed_and_its_references_lead_somewhere(gallery):
    reader = Balanced()
    reader.feed(gallery)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    assert set(reader.targets) <= set(reader.ids)


def test_the_gallery_keeps_to_the_content_policy(gallery):
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", gallery)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", gallery))


def test_the_gallery_shows_every_component():
    source = (Path(settings.BASE_DIR) / "templates/gallery.html").read_text("utf-8")
    base = "".join(
        (Path(settings.BASE_DIR) / f"templates/{name}.html").read_text("utf-8")
        for name in ("base_staff", "base_public")
    )
    inside_others = {"field", "field_error", "icon", "sort_header"}
    for path in (Path(settings.BASE_DIR) / "templates/components").glob("*.html"):
        if path.stem not in inside_others:
            assert f"components/{path.name}" in source + base, path.name


def test_every_icon_that_is_asked_for_exists():
    asked = set()
    for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html"):
        asked |= set(re.findall(r"{% icon \"([^\"]+)\"", path.read_text("utf-8")))
    assert len(asked) > 10
    missing = {name for name in asked if f'<symbol id="{name}"' not in ICONS}
    assert missing == set()


# --- Stylesheets


def test_the_joined_stylesheets_are_those_of_the_sources():
    for path, content in stylesheet.outputs().items():
        assert path.read_text("utf-8") == content, "Run python harmony/shared/stylesheet.py."


def test_what_is_compressed_is_what_is_served():
    for path, content in stylesheet.compressed_outputs().items():
        assert path.read_bytes() == content, "Run python harmony/shared/stylesheet.py."


def test_trimming_keeps_what_can_be_on_a_page_and_nothing_else():
    css = (
        "@layer a, b;\n@layer a {\np {\nmargin: 0;\n}\n"
        ".old, .new > p:not(.other) {\ncolor: red;\n}\n"
        "@media print {\n.old {\ncolor: blue;\n}\n}\n.new :is(.old, h1) {\ntop: 0;\n}\n}\n"
    )
    assert stylesheet.tight(stylesheet.trimmed(css, {"new"})) == (
        "@layer a,b;@layer a{p{margin:0}.new > p:not(.other){color:red}.new :is(.old,h1){top:0}}\n"
    )


@pytest.mark.parametrize("name", stylesheet.every_source())
def test_a_source_is_whole_and_names_its_colours(name):
    source = (stylesheet.CSS / name).read_text("utf-8")
    depth = 0
    for character in source:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    if name != "tokens.css":
        bare = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        assert not re.search(r":[^;{]*#[0-9a-f]{3,8}\b", bare)


def test_the_residents_get_little_to_load():
    assert len(stylesheet.outputs()[stylesheet.CSS / "survey.css"]) < 20_000
    survey = get_template("base_survey.html").template.source
    assert "htmx" not in survey.lower()


# --- Dates and numbers


@pytest.mark.parametrize(
    ("filter_name", "english", "chinese"),
    [
        ("day", "24 November 2026", "2026年11月24日"),
        ("short_day", "24 Nov", "11月24日"),
        ("moment", "24 November 2026, 14:32", "2026年11月24日 14:32"),
        ("short_moment", "24 Nov, 14:32", "11月24日 14:32"),
        ("time_of_day", "14:32", "14:32"),
    ],
)
def test_moments_are_written_in_each_language_in_local_time(
    filter_name, english, chinese, monkeypatch
):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 24))
    moment = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)  # 14:32 in Shanghai
    source = "{{ value|" + filter_name + " }}"
    with override("en"):
        assert shown(source, value=moment) == english
    with override("zh-hans"):
        assert shown(source, value=moment) == chinese


@pytest.mark.parametrize(
    ("filter_name", "english", "chinese"),
    [
        ("short_day", "24 Nov 2027", "2027年11月24日"),
        ("short_moment", "24 Nov 2027, 14:32", "2027年11月24日 14:32"),
    ],
)
def test_short_forms_name_the_year_when_it_is_another(filter_name, english, chinese, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 24))
    source = "{{ value|" + filter_name + " }}"
    moment = datetime(2027, 11, 24, 6, 32, tzinfo=UTC)
    with override("en"):
        assert shown(source, value=moment) == english
    with override("zh-hans"):
        assert shown(source, value=moment) == chinese


def test_a_day_without_a_time_is_written_too():
    with override("en"):
        assert shown("{{ value|day }}", value=date(2026, 3, 1)) == "1 March 2026"
        assert shown("{{ value|day }}", value=None) == "–"


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        (6, "6 days left", "还剩6天"),
        (1, "1 day left", "还剩1天"),
        (0, "today", "今天"),
        (-1, "1 day late", "逾期1天"),
        (-9, "9 days late", "逾期9天"),
    ],
)
def test_days_left(days, english, chinese):
    value = clock.today() + timedelta(days=days)
    assert shown("{{ value|days_left }}", value=value) == str(days)
    with override("en"):
        assert shown("{{ value|days_left_text }}", value=value) == english
    with override("zh-hans"):
        assert shown("{{ value|days_left_text }}", value=value) == chinese


def test_a_moment_late_in_the_evening_of_greenwich_is_tomorrow_here():
    assert wording.local_date(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("source", "value", "written"),
    [
        ("{{ value|points }}", Decimal("88.405"), "88.41"),
        ("{{ value|points }}", 5, "5.00"),
        ("{{ value|points:1 }}", Decimal("84.05"), "84.1"),
        ("{{ value|points }}", Decimal("-0.5"), "−0.50"),
        ("{{ value|points }}", Decimal("-0.001"), "0.00"),
        ("{{ value|points }}", None, "–"),
        ("{{ value|points }}", "", "–"),
        ("{{ value|points }}", "not a number", "–"),
        ("{{ value|points }}", Decimal("NaN"), "–"),
        ("{{ value|plain_points }}", Decimal("4.50"), "4.5"),
        ("{{ value|plain_points }}", Decimal("10"), "10"),
        ("{{ value|signed }}", Decimal("1.6"), "+1.60"),
        ("{{ value|signed }}", Decimal("-1.6"), "−1.60"),
        ("{{ value|signed }}", Decimal("0.001"), "0.00"),
        ("{{ value|percent }}", Decimal("84.05"), "84.1%"),
        ("{{ value|percent:2 }}", Decimal("84.05"), "84.05%"),
        ("{{ value|share }}", Decimal("0.8405"), "84.1%"),
        ("{{ value|share }}", None, "–"),
        ("{{ value|whole }}", 3412, "3,412"),
        ("{{ value|whole }}", None, "–"),
        ("{{ value|money }}", Decimal("1234.505"), "1,234.51"),
        ("{{ value|money }}", None, "–"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_numbers_are_written_the_same_in_both_languages(source, value, written, language):
    with override(language):
        assert shown(source, value=value) == written


# --- Addresses

PAGER = '{% include "components/pager.html" with page=page only %}'


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("{% query_with page=3 %}", "?street=1&amp;street=2&amp;q=a%26b&amp;page=3"),
        ('{% query_with level="good" %}', "?street=1&amp;street=2&amp;q=a%26b&amp;level=good"),
        ('{% query_with q="" %}', "?street=1&amp;street=2"),
        ('{% query_without "street" %}', "?q=a%26b"),
        ('{% query_without "street" 2 %}', "?street=1&amp;q=a%26b"),
        ('{% sort_link "name" %}', "?street=1&amp;street=2&amp;q=a%26b&amp;sort=name"),
    ],
)
def test_an_address_keeps_its_other_parameters_and_forgets_the_page(rf, source, address):
    assert shown(source, rf, "/?page=7&street=1&street=2&q=a%26b") == address


def test_an_address_is_known_inside_components_too(rf):
    page = Paginator(range(60), 25).page(1)
    html = shown(
        '{% include "components/pager.html" with page=page only %}', rf, "/?q=x", page=page
    )
    assert 'href="?q=x&amp;page=2"' in html


@pytest.mark.parametrize(
    ("address", "order", "leads_to"),
    [
        ("/", "", "?sort=name"),
        ("/?sort=name", "ascending", "?sort=-name"),
        ("/?sort=-name", "descending", "?sort=name"),
        ("/?sort=%00<script>", "", "?sort=name"),
    ],
)
def test_a_column_head_says_its_order_and_turns_it_round(rf, address, order, leads_to):
    html = shown('{% sort_header "name" "Name" numeric=True %}', rf, address)
    assert (f'aria-sort="{order}"' in html) == bool(order)
    assert f'href="{leads_to}"' in html
    assert 'class="num"' in html


def test_the_order_of_the_view_counts_when_the_address_says_nothing(rf):
    html = shown('{% sort_header "name" "Name" %}', rf, sort="-name")
    assert 'aria-sort="descending"' in html


def test_a_long_list_has_gaps_between_its_pages(rf):
    page = Paginator(range(1000), 25).page(20)
    with override("en"):
        html = shown(PAGER, rf, page=page)
    assert words(html) == "476–500 of 1000 Back 1 … 18 19 20 21 22 … 40 Next"
    assert 'aria-current="page">20<' in html


def test_a_single_page_needs_no_pager(rf):
    page = Paginator(range(25), 25).page(1)
    html = shown(PAGER, rf, page=page)
    assert html.strip() == ""


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


# --- Marks


@pytest.mark.parametrize(
    ("level", "rank", "english"),
    [
        ("excellent", 3, "Excellent"),
        ("good", 2, "Good"),
        ("qualified", 1, "Qualified"),
        ("not_yet", 0, "Not yet"),
    ],
)
def test_a_level_is_pips_and_a_word(level, rank, english):
    with override("en"):
        html = shown("{% level_mark level %}", level=level)
    assert f"#level-{rank}" in html
    assert f'id="level-{rank}"' in ICONS
    assert words(html) == english


def test_no_level_is_a_dash():
    assert words(shown("{% level_mark None %}")) == "–"


@pytest.mark.parametrize(
    ("state", "css_class"),
    [
        ("planned", "tag"),
        ("draft", "tag tag-info"),
        ("returned", "tag tag-warn"),
        ("returned_to_street", "tag tag-warn"),
        ("noticed", "tag tag-ok"),
        ("accepted", "tag tag-plain"),
        ("not_accepted", "tag tag-plain"),
    ],
)
def test_a_state_has_its_tag_and_always_its_word(state, css_class):
    source = '{% state_tag state "Word" %}'
    html = shown(source, state=state)
    assert f'class="{css_class}"' in html
    assert "Word" in words(html)


def test_late_is_said_with_a_mark():
    source = '{% state_tag "draft" "Late" late=1 %}'
    assert "tag-bad" in shown(source)
    assert "#alert" in shown(source)


# --- Whole pages


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["400.html", "500.html", "507.html"])
def test_pages_for_failures_need_nothing(name, language):
    with override(language):
        html = get_template(name).render()
    told = ("Something went wrong", "could not be read", "The disk of the portal is full")
    assert any(words in html for words in told)
    assert re.search("[\u4e00-\u9fff]", html)


@pytest.mark.parametrize("name", ["403.html", "404.html", "403_csrf.html"])
def test_pages_for_refusals_are_well_formed(rf, name):
    reader = Balanced()
    reader.feed(render_to_string(name, {}, rf.get("/")))
    assert reader.open == []


def test_a_confirmation_says_what_follows_and_posts(rf):
    html = render_to_string(
        "confirm.html",
        {
            "title": "Send it?",
            "consequences": ["It cannot be changed then."],
            "button": "Send to the street",
            "back": "/declarations/7/",
        },
        rf.get("/"),
    )
    assert "<h1>Send it?</h1>" in html
    assert "It cannot be changed then." in html
    assert '<form method="post" novalidate>' in html
    assert "csrfmiddlewaretoken" in html
    assert 'href="/declarations/7/"' in html


@pytest.mark.parametrize(
    ("language", "in_head", "offers"),
    [("en", '<html lang="en">', "中文"), ("zh-hans", '<html lang="zh-Hans">', "English")],
)
def test_every_page_says_its_language_and_offers_the_other(rf, language, in_head, offers):
    for name in ("base_staff.html", "base_public.html"):
        with override(language):
            html = render_to_string(name, {}, rf.get("/communities/?q=x"))
        assert in_head in html
        assert f">{offers}</button>" in html
        assert 'name="next" value="/communities/?q=x"' in html


def test_a_sample_says_so_on_every_page(rf):
    for name in ("base_staff.html", "base_public.html", "base_survey.html"):
        context = {"is_sample": True, "portal_today": date(2026, 11, 24)}
        with override("en"):
            html = render_to_string(name, context, rf.get("/"))
            assert "every place, person and score here is invented" in words(html)
            real = render_to_string(name, {"is_sample": False}, rf.get("/"))
            assert "invented" not in real


def test_the_navigation_shows_counts_and_the_current_page(rf):
    groups = [
        {
            "title": "Review",
            "items": [
                {"icon": "list", "label": "Queue", "url": "/queue/", "count": 14, "hot": True},
                {"icon": "grid", "label": "Places", "url": "/places/", "current": True},
            ],
        },
        {"title": "Empty", "items": []},
    ]
    with override("en"):
        html = render_to_string("base_staff.html", {"navigation": groups}, rf.get("/"))
    assert 'class="count hot">14<span class="vh"> waiting for you' in html
    assert '<a href="/places/" aria-current="page">' in html
    assert "<h2>Empty</h2>" not in html


def test_a_page_whose_form_failed_says_so_in_its_title(rf):
    with override("en"):
        failed = render_to_string("base_public.html", {"form": SampleForm({})}, rf.get("/"))
        fresh = render_to_string("base_public.html", {"form": SampleForm()}, rf.get("/"))
    with override("zh-hans"):
        chinese = render_to_string("base_public.html", {"form": SampleForm({})}, rf.get("/"))
    assert "<title>Error: " in failed
    assert "<title>Error: " not in fresh
    assert "<title>错误： –" in chinese  # the page has no title of its own


def test_the_sign_in_page_lists_sample_accounts_only_when_there_are_some(rf):
    class Form(forms.Form):
        username = forms.CharField()
        password = forms.CharField(widget=forms.PasswordInput)

    accounts = [{"username": "street", "name": "Officer He", "post": "Street official"}]
    page = "registration/login.html"
    with_accounts = render_to_string(
        page, {"form": Form(), "sample_accounts": accounts}, rf.get("/")
    )
    assert "Officer He" in with_accounts
    assert "harmony-sample" in with_accounts
    assert "harmony-sample" not in render_to_string(page, {"form": Form()}, rf.get("/"))
