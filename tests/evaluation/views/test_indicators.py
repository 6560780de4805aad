"""One indicator a page: its criteria are saved and refused one by one."""

import re
from copy import deepcopy
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.declarations.saving import save_entry
from evaluation.declarations.services import attach
from evaluation.declarations.uploads import take_files
from evaluation.models import Presence
from evaluation.standards.services import import_standard, publish
from evaluation.steps import take_step
from tests.factories import PostFactory
from tests.factories.declarations import (
    begun_declaration,
    fill_in,
    filled_declaration,
    passed_declaration,
    proof_of,
    submitted_declaration,
)
from tests.factories.files import pdf_file, text_file, upload
from tests.factories.small_standard import small_standard, written_small_standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def declaration(client, community):
    begun = begun_declaration(
        community=community, standard=small_standard(community.parent.parent)
    )
    client.force_login(begun.people.official)
    return begun


def entry_of(declaration, code):
    return declaration.entries.select_related("criterion").get(criterion__code=code)


def address(declaration, code):
    return reverse("evaluation:indicator", args=[declaration.pk, code])


class Fields(HTMLParser):
    """What a browser would send of a page that nobody touched."""

    def __init__(self):
        super().__init__()
        self.sent, self.inside = {}, None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"select", "textarea"}:
            self.inside = given["name"]
            self.sent.setdefault(self.inside, "")
        elif tag == "option" and "selected" in given:
            self.sent[self.inside] = given["value"]
        elif tag == "input" and given.get("type") in {"checkbox", "radio"}:
            if "checked" in given:
                self.sent.setdefault(given["name"], []).append(given.get("value", "on"))
        elif tag == "input" and given.get("type") != "file":
            self.sent[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag in {"select", "textarea"}:
            self.inside = None

    def handle_data(self, data):
        if self.inside and self.lasttag == "textarea":
            self.sent[self.inside] += data.removeprefix("\n")


def shown_fields(client, declaration, code):
    text = client.get(address(declaration, code)).text
    fields = Fields()
    fields.feed(text[text.index('id="indicator-form"') : text.rindex("</form>")])
    return {name: value for name, value in fields.sent.items() if re.match(r"e\d+-", name)}


def named(declaration, **typed):
    """``A1_2__finding_misses="1"`` as the page names it."""
    fields = {}
    for name, value in typed.items():
        code, _, field = name.partition("__")
        entry = entry_of(declaration, code.replace("_", "."))
        fields[f"e{entry.pk}-{field.replace('finding_', 'finding-')}"] = value
    return fields


def send(client, declaration, code, *, page=None, headers=None, **typed):
    """Open the page, type, and press a button; ``page`` is one that was opened before."""
    data = shown_fields(client, declaration, code) if page is None else dict(page)
    for plain in ("go", "library", "detach"):
        if plain in typed:
            data[plain] = typed.pop(plain)
    data |= named(declaration, **typed)
    return client.post(address(declaration, code), data, headers=headers or {})


# ------------------------------------------------------------------ what it shows
def test_all_criteria_of_the_indicator_stand_on_one_page(client, declaration):
    text = client.get(address(declaration, "B1")).text

    for code in ("B1.1", "B1.2", "B1.3", "B1.4"):
        assert f'id="c-{code}"' in text
        assert f"/criteria/{code}/" in text
    assert 'id="c-A1.1"' not in text
    assert "Sum of this indicator: <b>0.00</b> of 6" in text


def test_the_list_and_the_criterion_lead_to_the_indicator(client, declaration):
    link = address(declaration, "A1")

    assert f'href="{link}"' in client.get(declaration.get_absolute_url()).text
    alone = reverse("evaluation:criterion-entry", args=[declaration.pk, "A1.2"])
    assert f'href="{link}#c-A1.2"' in client.get(alone).text


def test_an_unknown_indicator_is_not_found(client, declaration):
    assert client.get(address(declaration, "Z1")).status_code == 404
    assert client.get(address(declaration, "P1")).status_code == 404


# ------------------------------------------------------------------ saving
def test_one_press_saves_what_was_changed_and_nothing_else(client, declaration):
    fill_in(declaration, entry_of(declaration, "B1.2"))
    before = entry_of(declaration, "B1.2")

    response = send(
        client,
        declaration,
        "B1",
        B1_1__finding_points="1.5",
        B1_1__finding_reason="Well known.",
        B1_4__finding_part_0="0.4",
        B1_4__statement="Open all day.",
    )

    assert response.url == address(declaration, "B1")
    text = client.get(response.url).text
    assert "B1.1, B1.4 are saved." in text
    assert entry_of(declaration, "B1.1").finding == {"points": "1.5", "reason": "Well known."}
    assert entry_of(declaration, "B1.4").statement == "Open all day."
    assert entry_of(declaration, "B1.2").version == before.version
    assert entry_of(declaration, "B1.3").version == 0


def test_a_page_nobody_changed_saves_nothing(client):
    declaration = filled_declaration()
    client.force_login(declaration.people.official)
    codes = {
        e.criterion.indicator.code for e in declaration.entries.all() if e.criterion.indicator
    }
    before = dict(declaration.entries.values_list("pk", "version"))

    for code in sorted(codes):
        response = send(client, declaration, code)
        assert response.status_code == 302, code

    assert dict(declaration.entries.values_list("pk", "version")) == before


def test_a_wrong_criterion_keeps_none_of_the_others_from_being_saved(client, declaration):
    response = send(
        client,
        declaration,
        "B1",
        B1_1__finding_points="7",
        B1_1__finding_reason="Seven.",
        B1_2__finding_value="92",
        B1_2__statement="All streets.",
    )

    assert response.status_code == 200
    assert "There is 1 thing to correct" in response.text
    assert response.text.count("Enter at most 2.") == 2
    assert 'value="7"' in response.text and "Seven." in response.text
    assert "B1.2 is saved." in response.text
    assert entry_of(declaration, "B1.2").finding == {"value": "92"}
    assert entry_of(declaration, "B1.1").version == 0


def test_what_came_back_can_be_corrected_and_sent_again(client, declaration):
    first = shown_fields(client, declaration, "B1")
    send(client, declaration, "B1", page=first, B1_1__finding_points="7", B1_2__finding_value="92")

    response = send(
        client, declaration, "B1", B1_1__finding_points="1", B1_1__finding_reason="One."
    )

    assert response.status_code == 302
    assert entry_of(declaration, "B1.1").finding["points"] == "1"


def test_files_go_to_their_own_criterion(client, declaration):
    data = named(
        declaration, A1_1__files=[pdf_file("list.pdf")], A1_2__files=[pdf_file("two.pdf")]
    )
    data |= shown_fields(client, declaration, "A1")

    client.post(address(declaration, "A1"), data)

    assert [u.evidence.title for u in entry_of(declaration, "A1.1").uses.all()] == ["list"]
    assert entry_of(declaration, "A1.2").uses.count() == 1


def test_a_refused_file_is_told_beside_its_field(client, declaration):
    response = send(
        client,
        declaration,
        "A1",
        A1_2__finding_misses="1",
        A1_2__files=[upload("photo.jpg", b"<script>alert(1)</script>")],
    )

    assert response.text.count("“photo.jpg” was not taken") == 2
    pk = entry_of(declaration, "A1.2").pk
    assert f'href="#e{pk}-files"' in response.text
    assert entry_of(declaration, "A1.2").finding == {"misses": "1"}


def test_a_file_is_taken_off_and_what_was_typed_is_kept(client, declaration):
    fill_in(declaration, entry_of(declaration, "A1.1"))
    use = entry_of(declaration, "A1.1").uses.get()

    response = send(client, declaration, "A1", A1_2__finding_misses="3", detach=str(use.pk))

    assert response.status_code == 302
    assert entry_of(declaration, "A1.1").uses.count() == 0
    assert entry_of(declaration, "A1.2").finding == {"misses": "3"}


def test_the_library_leads_back_to_the_indicator(client, declaration):
    proof = proof_of(declaration)

    response = send(client, declaration, "A1", A1_1__statement="Kept.", library="A1.1")
    back = client.post(response.url, {"chosen": [proof.pk]})

    assert back.url == f"{address(declaration, 'A1')}#c-A1.1"
    assert entry_of(declaration, "A1.1").statement == "Kept."


def test_filtering_the_library_keeps_the_way_back(client, declaration):
    choose = reverse("evaluation:criterion-evidence", args=[declaration.pk, "A1.1"])

    text = client.get(f"{choose}?to=indicator&q=nothing").text

    assert '<input type="hidden" name="to" value="indicator">' in text
    assert f"{address(declaration, 'A1')}#c-A1.1" in text
    assert 'name="to"' not in client.get(f"{choose}?to=elsewhere").text


def test_the_buttons_lead_on(client, declaration):
    hand_up = reverse("evaluation:hand-up", args=[declaration.pk])

    assert send(client, declaration, "A1", go="next").url == address(declaration, "B1")
    assert send(client, declaration, "B1", go="next").url == hand_up
    assert send(client, declaration, "B1", go="list").url == declaration.get_absolute_url()


@pytest.mark.parametrize("version", ["", "x", "-1"])
def test_a_broken_version_is_no_error_of_the_portal(client, declaration, version):
    response = send(client, declaration, "A1", A1_2__finding_misses="1", A1_2__version=version)

    assert response.status_code == 200
    assert entry_of(declaration, "A1.2").finding == {}


# ------------------------------------------------------------------ two at once
def test_what_somebody_else_saved_is_told_at_its_criterion(client, declaration):
    opened = shown_fields(client, declaration, "A1")
    save_entry(
        entry_of(declaration, "A1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"misses": "3"},
        statement="Theirs.",
    )

    response = send(
        client,
        declaration,
        "A1",
        page=opened,
        A1_2__finding_misses="1",
        A1_2__statement="Mine.",
        A1_1__statement="Also mine.",
    )

    assert response.status_code == 409
    assert f"{declaration.people.examiner} saved this criterion meanwhile" in response.text
    assert "Theirs." in response.text and "Mine." in response.text
    assert entry_of(declaration, "A1.1").statement == "Also mine."
    assert entry_of(declaration, "A1.2").statement == "Theirs."


def test_what_one_did_not_touch_is_no_conflict(client, declaration):
    opened = shown_fields(client, declaration, "A1")
    save_entry(
        entry_of(declaration, "A1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"misses": "3"},
        statement="Theirs.",
    )

    response = send(client, declaration, "A1", page=opened, A1_1__statement="Mine.")

    assert response.status_code == 302
    assert entry_of(declaration, "A1.2").statement == "Theirs."
    assert entry_of(declaration, "A1.1").statement == "Mine."


def test_what_was_typed_too_late_is_shown_to_be_copied(client):
    declaration = filled_declaration()
    client.force_login(declaration.people.worker)
    opened = shown_fields(client, declaration, "A1")
    take_step(declaration, "submit", by=declaration.people.official)

    response = send(client, declaration, "A1", page=opened, A1_2__statement="One more thing.")

    assert response.status_code == 409
    assert response.text.count("This criterion can no longer be written") == 1
    assert "One more thing." in response.text
    assert entry_of(declaration, "A1.2").statement == ""


# ------------------------------------------------------------------ by itself
def by_itself(client, declaration, code, **typed):
    return send(client, declaration, code, page={}, headers={"X-Autosave": "1"}, **typed)


def test_a_criterion_saves_itself_alone(client, declaration):
    response = by_itself(
        client,
        declaration,
        "B1",
        B1_2__version="0",
        B1_2__page="1f9a02bc.3",
        B1_2__finding_value="90",
        B1_2__statement="All lit.",
    )

    assert response.status_code == 204
    assert response["X-Version"] == "1"
    assert response["X-Shown"]
    assert entry_of(declaration, "B1.2").finding == {"value": "90"}
    assert entry_of(declaration, "B1.1").version == 0


def test_why_it_was_not_saved_is_said_in_one_sentence(client, declaration):
    wrong = by_itself(client, declaration, "B1", B1_2__version="0", B1_2__finding_value="many")
    assert (wrong.status_code, wrong["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert "Enter a number" in wrong.text

    save_entry(
        entry_of(declaration, "B1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"value": "80"},
    )
    late = by_itself(client, declaration, "B1", B1_2__version="0", B1_2__finding_value="90")
    assert late.status_code == 409
    assert "Somebody else saved this criterion meanwhile." in late.text


def test_an_answer_that_never_arrived_is_no_conflict_of_the_page_with_itself(client, declaration):
    for state, value in (("3", "90"), ("7", "91")):
        response = by_itself(
            client,
            declaration,
            "B1",
            B1_2__version="0",
            B1_2__page=f"1f9a02bc.{state}",
            B1_2__finding_value=value,
        )
        assert response.status_code == 204

    entry = entry_of(declaration, "B1.2")
    assert (entry.finding, entry.version) == ({"value": "91"}, 2)


def test_an_earlier_state_that_arrives_late_does_not_win(client, declaration):
    for state, value in (("7", "91"), ("3", "90")):
        response = by_itself(
            client,
            declaration,
            "B1",
            B1_2__version="0",
            B1_2__page=f"1f9a02bc.{state}",
            B1_2__finding_value=value,
        )

    assert response.status_code == 409
    assert entry_of(declaration, "B1.2").finding == {"value": "91"}


def test_what_was_taken_back_gets_no_version_of_somebody_else(client, declaration):
    """The page shows what was there before; the next change has to meet what is there now."""
    opened = shown_fields(client, declaration, "B1")
    save_entry(
        entry_of(declaration, "B1.2"),
        by=declaration.people.examiner,
        version=0,
        finding={"value": "80"},
    )
    pk = entry_of(declaration, "B1.2").pk
    own = {name: value for name, value in opened.items() if name.startswith(f"e{pk}-")}

    response = client.post(address(declaration, "B1"), own, headers={"X-Autosave": "1"})

    assert response.status_code == 204
    assert "X-Version" not in response
    assert entry_of(declaration, "B1.2").finding == {"value": "80"}


def test_points_and_sum_follow_without_saving(client, declaration):
    pk = entry_of(declaration, "B1.2").pk
    response = send(
        client,
        declaration,
        "B1",
        B1_2__finding_value="90",
        B1_1__finding_points="1.5",
        B1_1__finding_reason="Known.",
        headers={"HX-Request": "true", "HX-Target": f"e{pk}-points"},
    )

    assert f'id="e{pk}-points"' in response.text
    assert response.text.count("points-box") == 1
    assert "Sum of this indicator: <b>3.50</b> of 6" in response.text
    assert 'hx-swap-oob="true"' in response.text
    assert entry_of(declaration, "B1.2").version == 0


# ------------------------------------------------------------------ who may
def test_others_read_and_do_not_write(client):
    passed = passed_declaration()
    client.force_login(passed.people.office)

    text = client.get(address(passed, "A1")).text

    assert "What is claimed" in text
    assert "indicator-form" not in text
    assert client.post(address(passed, "A1"), {"go": "stay"}).status_code == 403
    assert not Presence.objects.exists()


def test_only_returned_criteria_have_fields(client):
    returned = submitted_declaration()
    reasons = {entry_of(returned, "A1.2").criterion_id: "Which corners?"}
    take_step(returned, "return", by=returned.people.examiner, reasons=reasons)
    client.force_login(returned.people.official)

    text = client.get(address(returned, "A1")).text

    open_pk, shut_pk = entry_of(returned, "A1.2").pk, entry_of(returned, "A1.1").pk
    assert "Which corners?" in text
    assert f'name="e{open_pk}-version"' in text
    assert f'name="e{shut_pk}-version"' not in text


# ------------------------------------------------------------------ what it costs
QUERIES = 18


def standard_of_many(district):
    """The small standard with twelve criteria in its second indicator."""
    written = written_small_standard()
    indicator = written["dimensions"][1]["indicators"][0]
    like = indicator["criteria"][2]
    indicator["criteria"] = [
        deepcopy(like) | {"code": f"B1.{number}", "points": "0.5"} for number in range(1, 13)
    ]
    office = PostFactory(role=Role.OFFICE_REVIEWER, place=district).user
    standard = import_standard(written, district=district, by=office)
    publish(standard, by=office)
    return standard


@pytest.mark.parametrize(("code", "criteria", "files"), [("A1", 2, 4), ("B1", 12, 40)])
def test_it_costs_the_same_with_few_and_many_criteria_and_files(
    client, community, django_assert_num_queries, code, criteria, files
):
    standard = standard_of_many(community.parent.parent)
    declaration = begun_declaration(community=community, standard=standard)
    by = declaration.people.official
    client.force_login(by)
    given = [text_file(f"{n}.txt", f"File {n}") for n in range(files)]
    for number, evidence in enumerate(take_files(community, given, by=by).new):
        attach(entry_of(declaration, f"{code}.{number % criteria + 1}"), evidence, by=by)
    client.get(address(declaration, code))

    with django_assert_num_queries(QUERIES):
        text = client.get(address(declaration, code)).text

    assert (text.count("data-autosave="), text.count('class="nm"')) == (criteria, files)
