"""Take in a programme with its stages, departments and main tasks from a YAML file."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import override

from communities.models import Department, MainTask, Measure, Programme, Stage
from communities.people.commands import SignedCommand, signer
from communities.programme.importing import first_day_in, import_programme
from communities.programme.listed import ProgrammeRefused
from communities.programme.plain_yaml import mapping_of


def year_or_day(text: str) -> int | date:
    try:
        return int(text) if text.isdecimal() and len(text) == 4 else date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is neither a year nor a date.") from None


class Command(SignedCommand):
    help = "Take in a programme with its stages, departments and main tasks from a YAML file."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--starts",
            type=year_or_day,
            metavar="YEAR-or-DATE",
            help="move the whole programme to begin in this year, or on this day",
        )

    def handle(self, *args, file: Path, by: str, starts: int | date | None, **options) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        with override("en"):
            try:
                mapping = mapping_of(content)
                starts_on = self._first_day(mapping, starts)
                before = held()
                programme = import_programme(mapping, by=signer(by), starts_on=starts_on)
            except ProgrammeRefused as refusal:
                lines = [f"{problem.where}: {problem.reason}" for problem in refusal.problems]
                message = "\n".join([f"{file}: nothing was changed.", *lines])
                raise CommandError(message) from refusal
            unchanged = " (nothing was changed)" if held() == before else ""
            self.stdout.write(in_words(programme) + unchanged)

    def _first_day(self, mapping: Mapping, starts: int | date | None) -> date | None:
        return first_day_in(mapping, starts) if isinstance(starts, int) else starts


def in_words(programme: Programme) -> str:
    measures = Measure.objects.filter(main_task__programme=programme).count()
    departments = programme.district.departments.count()
    return (
        f"{programme.title}: {programme.stages.count()} stages,"
        f" {programme.main_tasks.count()} main tasks, {measures} measures,"
        f" {departments} departments"
    )


def held() -> list[list[tuple]]:
    """Every row that such a file can change, as it is now."""
    tables = (Programme, Stage, Department, MainTask, MainTask.departments.through, Measure)
    return [list(table._base_manager.order_by("pk").values_list()) for table in tables]
