"""Take in an evaluation standard from a YAML file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from communities.models import Place, Tier, User
from evaluation.models import StandardState
from evaluation.standards.plain_text import plain_from_text
from evaluation.standards.services import StandardRefused, import_standard, publish


class Command(BaseCommand):
    help = "Take in an evaluation standard from a YAML file, as a draft or published at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish it as well")
        parser.add_argument("--by", metavar="USER", default="system", help="who does it")

    def handle(self, *args, file: Path, publish: bool, by: str, **options) -> None:
        with override("en"):
            try:
                self._take_in(file, publish_too=publish, username=by)
            except StandardRefused as refusal:
                lines = [f"{p.where}: {p.code} {p.params or ''}" for p in refusal.problems]
                raise CommandError(
                    "\n".join([f"{file}: nothing was changed.", *lines])
                ) from refusal

    @transaction.atomic
    def _take_in(self, file: Path, *, publish_too: bool, username: str) -> None:
        by, district = person(username), the_district()
        try:
            plain, problems = plain_from_text(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if problems:
            raise StandardRefused(problems)
        standard = import_standard(plain, district=district, by=by)
        if publish_too and standard.state == StandardState.DRAFT:
            publish(standard, by=by)
        self.stdout.write(
            f"{standard.title}, version {standard.version}: "
            f"{standard.criteria.count()} criteria, {standard.get_state_display().lower()}."
        )


def person(username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no account “{username}”.")
    return user


def the_district() -> Place:
    district = Place.objects.filter(tier=Tier.DISTRICT).first()
    if district is None:
        raise CommandError("There is no district yet. Run import_places first.")
    return district
