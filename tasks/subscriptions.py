"""What is announced, and what happens in the background because of it. The only receivers."""

from typing import Any

from django.dispatch import receiver

from evaluation.documents.signals import document_requested
from evaluation.models import Document
from tasks.making import make_document


@receiver(document_requested)
def make_requested_document(sender: type[Document], document: Document, **kwargs: Any) -> None:
    make_document.delay(document_id=document.pk)
