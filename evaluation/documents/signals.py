"""The one announcement of an evaluation: a paper is owed."""

from django.dispatch import Signal

document_requested = Signal()
