"""The papers page: who asks for what, what is shown while it is made, and who gets the file."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from communities.models import Role
from evaluation.documents.services import claim, keep, note_failure, note_progress
from evaluation.forms.documents import CommendationForm
from evaluation.models import Document, DocumentState, State
from harmony.shared import clock, pdf_libraries
from tasks.commending import Terms
from tests.factories import CommunityFactory, StageFactory
from tests.factories.declarations import planned_declaration
from tests.factories.papers import CertificateFactory, DocumentFactory, content_of
from tests.factories.standings import StandingFactory

pytestmark = pytest.mark.django_db

PAPERS = "/papers/"
Kind = Document.Kind


@pytest.fixture
def office(person, client):
    user = person(Role.OFFICE_REVIEWER)
    client.force_login(user)
    return user


@pytest.fixture
def without_pango(monkeypatch):
    monkeypatch.setattr(pdf_libraries, "NEEDED", ("libpango-of-another-world.so.0",))


def made(content=b"%PDF-1.7 a paper", **fields):
    document = DocumentFactory(**fields)
    keep(claim(document.pk), content)
    document.refresh_from_db()
    return document


def commendation(programme, **changes):
    terms = {name: getattr(Terms(), name) for name in CommendationForm.TERMS}
    return terms | {"programme": programme.pk, "language": "en"} | changes


# ------------------------------------------------------------------ asking
def test_the_office_asks_for_a_report_in_a_language(client, office, stage):
    answer = client.post("/papers/report/", {"stage": stage.pk, "language": "zh-hans"})

    document = Document.objects.get()
    assert answer.url == document.get_absolute_url()
    assert (document.kind, document.stage, document.language) == (Kind.REPORT, stage, "zh-hans")
    assert (document.requested_by, document.state) == (office, DocumentState.OWED)


def test_pressed_twice_it_is_one_paper(client, office, stage):
    for _press in range(2):
        client.post("/papers/report/", {"stage": stage.pk, "language": "en"})

    assert Document.objects.count() == 1


def test_asked_again_when_it_is_there_the_old_one_stays(client, office, stage):
    first = made(stage=stage)

    client.post(f"{first.get_absolute_url()}again/")

    first.refresh_from_db()
    assert content_of(first) == b"%PDF-1.7 a paper"
    assert list(Document.objects.order_by("version").values_list("version", "state")) == [
        (1, DocumentState.MADE),
        (2, DocumentState.OWED),
    ]


def test_a_commendation_list_is_asked_for_with_its_terms(client, office, programme):
    client.post("/papers/commendation/", commendation(programme, sites=4, level="good"))

    document = Document.objects.get()
    assert (document.kind, document.programme) == (Kind.COMMENDATION, programme)
    assert Terms.of(document.params) == Terms(sites=4, level="good")


def test_the_form_and_the_list_know_the_same_terms():
    assert set(CommendationForm.TERMS) == set(Terms.__dataclass_fields__)
    form = CommendationForm()
    usual = {name: form.fields[name].initial for name in CommendationForm.TERMS}
    assert usual == {name: getattr(Terms(), name) for name in CommendationForm.TERMS}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sites": "many"}, "Enter a whole number."),
        ({"sites": "-1"}, "Enter 0 or more."),
        ({"streets": "30", "departments": "30"}, "At most 50 streets and departments together"),
        ({"done_at_least": "101"}, "Enter at most 100."),
        ({"programme": "x'; drop"}, "Select a valid choice"),
        ({"language": "tlh"}, "Select a valid choice"),
    ],
)
def test_terms_that_make_no_sense_are_refused_beside_the_field(
    client, office, programme, changes, message
):
    answer = client.post("/papers/commendation/", commendation(programme, sites=7) | changes)

    assert message in answer.text
    assert "error-summary" in answer.text
    assert not Document.objects.exists()


@pytest.mark.parametrize("stage_given", ["", "4711", "x"])
def test_a_stage_that_is_none_is_refused(client, office, stage, stage_given):
    answer = client.post("/papers/report/", {"stage": stage_given, "language": "en"})

    assert "error-summary" in answer.text
    assert not Document.objects.exists()


def test_what_was_typed_is_kept(client, office, programme):
    answer = client.post(
        "/papers/commendation/", commendation(programme, sites="many", departments="4")
    )

    assert 'value="many"' in answer.text
    assert 'value="4"' in answer.text


def test_a_stage_of_preparation_has_no_report(client, office, programme):
    preparation = StageFactory(programme=programme, ordinal=9, kind="preparation")

    client.post("/papers/report/", {"stage": preparation.pk, "language": "en"})

    assert not Document.objects.exists()


def test_the_report_offered_first_is_of_the_latest_stage_with_a_decision(
    client, office, programme
):
    earlier = StageFactory(programme=programme, ordinal=1)
    StageFactory(programme=programme, ordinal=2)
    StandingFactory(community=CommunityFactory(), stage=earlier, state=State.ACCEPTED)

    form = client.get("/papers/report/").context["form"]

    assert form["stage"].value() == earlier.pk


# ------------------------------------------------------------------ who may
ORDERING = {Role.OFFICE_REVIEWER, Role.LEADER, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", Role)
def test_who_is_offered_what(client, person, role, stage):
    client.force_login(person(role))

    answer = client.get(PAPERS)
    asked = client.post("/papers/report/", {"stage": stage.pk, "language": "en"})

    may = role in ORDERING
    assert (PAPERS + "report/" in answer.text) == may
    assert client.get(PAPERS + "report/").status_code == (200 if may else 403)
    assert asked.status_code == (302 if may else 403)
    assert Document.objects.exists() == may


def test_somebody_without_a_post_has_no_papers(client, django_user_model):
    client.force_login(django_user_model.objects.create(username="nobody", name="Nobody"))

    assert client.get(PAPERS).status_code == 403


@pytest.mark.parametrize("path", ["", "file/", "again/", "retry/"])
def test_what_is_not_seen_is_not_found(client, person, path):
    client.force_login(person(Role.APPRAISER))
    document = made()
    url = f"{document.get_absolute_url()}{path}"

    answer = client.post(url) if path in {"again/", "retry/"} else client.get(url)

    assert answer.status_code == 404
    assert Document.objects.count() == 1


def test_an_auditor_reads_and_asks_for_nothing(client, person):
    client.force_login(person(Role.AUDITOR))
    document = made()
    failed = DocumentFactory(state=DocumentState.FAILED)

    page = client.get(document.get_absolute_url())

    assert "Make the next version" not in page.text
    assert client.post(f"{document.get_absolute_url()}again/").status_code == 403
    assert client.post(f"{failed.get_absolute_url()}retry/").status_code == 403
    file = client.get(f"{document.get_absolute_url()}file/")
    file.close()
    assert file.status_code == 200


def test_a_certificate_has_no_next_version_here(client, office):
    document = made(kind=Kind.CERTIFICATE, stage=None, declaration=planned_declaration())

    assert "Make the next version" not in client.get(document.get_absolute_url()).text
    assert client.post(f"{document.get_absolute_url()}again/").status_code == 403


# ------------------------------------------------------------------ on its way
def test_what_is_owed_says_so_and_asks_again_by_itself(client, office):
    noon = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    with clock.at(noon):
        document = DocumentFactory()

    page = client.get(document.get_absolute_url())

    assert f"Asked for by {document.requested_by.name}, 24 Nov, 12:00" in page.text
    assert "Make the next version" not in page.text
    assert "Being prepared" in page.text
    assert f'hx-get="{document.get_absolute_url()}?seen=owed"' in page.text
    assert "Refresh" in page.text
    assert "Download the file" not in page.text


def test_progress_is_counted_on_the_page(client, office):
    document = DocumentFactory()
    note_progress(claim(document.pk), done=3, total=16)

    page = client.get(document.get_absolute_url())

    assert "Being made: 3 of 16" in page.text
    assert 'value="3" max="16"' in page.text


def test_when_it_is_begun_the_whole_page_names_its_new_state(client, office):
    document = DocumentFactory()
    claim(document.pk)
    headers = {"HX-Request": "true"}

    late = client.get(f"{document.get_absolute_url()}?seen=owed", headers=headers)
    still = client.get(f"{document.get_absolute_url()}?seen=being_made", headers=headers)

    assert late["HX-Refresh"] == "true"
    assert "HX-Refresh" not in still


def test_when_it_is_there_the_page_is_loaded_once_more(client, office):
    document = made()

    polled = client.get(document.get_absolute_url(), headers={"HX-Request": "true"})
    seen = client.get(document.get_absolute_url())

    assert polled["HX-Refresh"] == "true"
    assert "HX-Refresh" not in seen
    assert "Download the file" in seen.text
    assert document.content_hash in seen.text
    assert "hx-get" not in seen.text


def test_a_failed_attempt_is_told_while_another_one_follows(client, office):
    document = DocumentFactory()
    note_failure(claim(document.pk), "OSError('No space left')")

    page = client.get(document.get_absolute_url())

    assert "another one follows: OSError(&#x27;No space left&#x27;)" in page.text


def test_what_failed_gives_its_reason_and_another_try(client, office):
    document = DocumentFactory()
    note_failure(claim(document.pk), "There is nothing to report yet.", is_final=True)

    page = client.get(document.get_absolute_url())
    assert "There is nothing to report yet." in page.text
    assert "Try again" in page.text

    client.post(f"{document.get_absolute_url()}retry/")
    document.refresh_from_db()
    assert document.state == DocumentState.OWED


def test_trying_what_is_ready_is_refused_in_words(client, office):
    document = made()

    answer = client.post(f"{document.get_absolute_url()}retry/", follow=True)

    assert "This paper is ready, or on its way." in answer.text


def test_a_note_is_shown_before_the_paper_is_handed_out(client, office):
    document = DocumentFactory()
    keep(claim(document.pk), b"a paper", note="No font has these characters: 〓")

    page = client.get(document.get_absolute_url())

    assert "Check before you hand it out" in page.text
    assert "No font has these characters: 〓" in page.text


# ------------------------------------------------------------------ the file
def test_the_file_is_for_keeping(client, office, stage):
    document = made(stage=stage)

    answer = client.get(reverse("evaluation:document-file", args=[document.pk]))

    assert b"".join(answer.streaming_content) == b"%PDF-1.7 a paper"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f'attachment; filename="evaluation-report-{stage.year}-v1-en.pdf"'
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_a_certificate_is_named_by_its_number_and_read_by_its_community(client, person):
    certificate = CertificateFactory(number=7)
    declaration = certificate.decision.declaration
    certificate.document = made(kind=Kind.CERTIFICATE, stage=None, declaration=declaration)
    certificate.save()
    client.force_login(person(Role.COMMUNITY_WORKER, declaration.community))

    answer = client.get(reverse("evaluation:document-file", args=[certificate.document.pk]))
    answer.close()

    assert 'filename="certificate-2025-0007.pdf"' in answer["Content-Disposition"]


def test_what_is_not_made_yet_has_no_file(client, office):
    document = DocumentFactory()

    answer = client.get(f"{document.get_absolute_url()}file/", follow=True)

    assert "There is no file yet." in answer.text


def test_a_lost_file_is_told_and_can_be_made_again(client, office, media):
    document = made()
    (media / document.file.name).unlink()

    page = client.get(document.get_absolute_url())
    asked = client.get(f"{document.get_absolute_url()}file/", follow=True)
    client.post(f"{document.get_absolute_url()}retry/")

    assert "The file is missing" in page.text
    assert "There is no file yet." in asked.text
    document.refresh_from_db()
    assert document.state == DocumentState.OWED


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_other_methods_do_nothing(client, office, method):
    document = made()

    answers = [
        getattr(client, method)(path).status_code
        for path in (PAPERS, document.get_absolute_url(), f"{document.get_absolute_url()}file/")
    ]

    assert answers == [405, 405, 405]


@pytest.mark.parametrize("path", ["report/", "commendation/"])
def test_looking_at_the_form_asks_for_nothing(client, office, stage, path):
    answer = client.get(f"{PAPERS}{path}")

    assert "It is made in the background" in answer.text
    assert "error-summary" not in answer.text
    assert not Document.objects.exists()
    assert client.put(f"{PAPERS}{path}").status_code == 405


# ------------------------------------------------------------------ where PDFs cannot be made
def test_the_page_says_what_to_install(client, office, stage, without_pango):
    document = DocumentFactory(stage=stage)

    listing = client.get(PAPERS)
    page = client.get(document.get_absolute_url())

    for text in (listing.text, page.text):
        assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in text
    assert "as soon as PDFs can be made" in page.text


def test_what_cannot_be_made_is_not_ordered(client, office, stage, without_pango):
    answer = client.post("/papers/report/", {"stage": stage.pk, "language": "en"})

    assert "PDFs cannot be made on this machine" in answer.text
    assert not Document.objects.exists()


# ------------------------------------------------------------------ the list
def test_certificates_are_shown_only_when_asked_for(client, office, programme):
    report = made()
    certificate = made(kind=Kind.CERTIFICATE, stage=None, declaration=planned_declaration())
    failed = DocumentFactory(
        kind=Kind.COMMENDATION, stage=None, programme=programme, state=DocumentState.FAILED
    )

    def shown(query):
        text = client.get(PAPERS + query).text
        papers = {"report": report, "certificate": certificate, "failed": failed}
        return {n for n, paper in papers.items() if f'"{paper.get_absolute_url()}"' in text}

    assert shown("") == {"report", "failed"}
    assert shown("?kind=certificate") == {"certificate"}
    assert shown("?state=failed") == {"failed"}
    assert shown("?kind=report&state=failed") == set()
    assert shown("?kind=nonsense&state=%00&page=-4&sort=x") == {"report", "failed"}


def test_the_newest_comes_first(client, office):
    with clock.at(clock.now() - timedelta(days=2)):
        old = made()
    new = made()

    def order(query=""):
        text = client.get(PAPERS + query).text
        return text.index(old.get_absolute_url()) < text.index(new.get_absolute_url())

    assert (order(), order("?sort=requested")) == (False, True)


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_costs_the_same_however_long(client, office, count, django_assert_num_queries):
    for _number in range(count):
        made()

    with django_assert_num_queries(7):
        client.get(PAPERS)


def test_an_empty_list_says_what_will_fill_it(client, office):
    assert "No paper yet" in client.get(PAPERS).text


def test_in_chinese_the_words_are_chinese(client, office, stage):
    client.post("/i18n/setlang/", {"language": "zh-hans"})
    made(stage=stage)

    assert 'lang="zh-' in client.get(PAPERS).text
