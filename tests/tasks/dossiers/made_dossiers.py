"""A dossier asked for and made, and what is in it."""

import io
import json
import zipfile

from evaluation.declarations.library import store
from evaluation.documents.dossiers import request_dossier
from evaluation.models import DocumentState
from tasks.making import make_document
from tests.factories.papers import content_of
from tests.printed import words_of


def filed(declaration, file, **more):
    evidence, _is_new = store(declaration.community, file, by=declaration.people.official, **more)
    return evidence


def asked(declaration, form="zip", language="en", number=None):
    rounds = declaration.hand_ups
    hand_up = rounds.get(round=number) if number else rounds.last()
    return request_dossier(hand_up, by=declaration.people.official, form=form, language=language)


def made(declaration, *args, **more):
    document = asked(declaration, *args, **more)
    make_document(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.MADE, document.error
    return document


def unpacked(document):
    with zipfile.ZipFile(io.BytesIO(content_of(document))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest_of(document):
    return json.loads(unpacked(document)["manifest.json"])


def words(declaration, **more):
    return words_of(content_of(made(declaration, "pdf", **more)))
