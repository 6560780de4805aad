"""One certificate: the first of a process, and those that follow."""

from pathlib import Path

from django.db import connections

from benchmarks.timing import clocked, milliseconds
from evaluation.models import Document
from tasks import certificates, printing


def measure(folder: Path) -> None:
    connections.close_all()
    can_print = printing.available()
    if not can_print.ok:
        print(f"\ncertificate: not measured, {can_print.reason}")
        return
    document = Document.objects.filter(kind=Document.Kind.CERTIFICATE)[0]
    with clocked("first certificate of a process") as first:
        certificates.make(document)
    print(f"\n{first}")
    warm = milliseconds(lambda: certificates.make(document), 10)
    print(f"{'each further certificate':<44} {warm:8.0f} ms")
