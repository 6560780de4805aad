"""Take in a district's streets and communities from a CSV file."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import override

from communities.people.commands import SignedCommand, signer
from communities.places.reading import Problem, read_places
from communities.places.services import ImportRefused, ImportReport, import_places, preview


class Command(SignedCommand):
    help = "Take in a district's streets and communities from a CSV file (UTF-8 or GB18030)."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args, file: Path, by: str, dry_run: bool, **options) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        with override("en"):
            listing = read_places(content)
            found = preview(listing)
            if found.problems:
                raise CommandError(in_lines(file, found.problems))
            if dry_run:
                self.stdout.write(f"{in_words(found.report)} (dry run: nothing was changed)")
                return
            try:
                report = import_places(listing, by=signer(by))
            except ImportRefused as refusal:
                raise CommandError(in_lines(file, refusal.problems)) from refusal
            self.stdout.write(in_words(report))


def in_words(report: ImportReport) -> str:
    words = (
        f"{report.communities} communities in {report.streets} streets:"
        f" {report.new} new, {report.changed} changed"
    )
    if report.other_changed:
        words += f"; district and streets: {report.other_changed} changed"
    return words


def in_lines(file: Path, problems: tuple[Problem, ...]) -> str:
    """One line for each problem: where it is, in which column, and why."""
    found = [
        f"line {problem.line}, {problem.column or 'the whole line'}: {problem.reason}"
        for problem in problems
    ]
    return "\n".join([f"{file}: nothing was changed.", *found])
