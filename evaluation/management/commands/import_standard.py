"""Take in an evaluation standard from a YAML file."""

from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from communities.models import Place, Tier
from communities.people.commands import SignedCommand, signer
from evaluation.models import Standard, StandardState
from evaluation.standards.messages import with_place
from evaluation.standards.plain_text import plain_from_text
from evaluation.standards.services import StandardRefused, import_standard, publish


class Command(SignedCommand):
    help = "Take in an evaluation standard from a YAML file, as a draft or published at once."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish it as well")

    def handle(self, *args, file: Path, publish: bool, by: str, **options) -> None:
        with override("en"):
            try:
                standard = self._take_in(file, publish_too=publish, by=by)
            except StandardRefused as refusal:
                lines = [with_place(problem) for problem in refusal.problems]
                message = "\n".join([f"{file}: nothing was changed.", *lines])
                raise CommandError(message) from refusal
            except PermissionDenied as denied:
                raise CommandError(f"{by} may not take in a standard.") from denied
            self.stdout.write(
                f"{standard.title}, version {standard.version}: "
                f"{standard.criteria.count()} criteria, {standard.get_state_display().lower()}."
            )

    @transaction.atomic
    def _take_in(self, file: Path, *, publish_too: bool, by: str) -> Standard:
        district = Place.objects.filter(tier=Tier.DISTRICT).first()
        if district is None:
            raise CommandError("There is no district yet. Run import_places first.")
        try:
            plain, problems = plain_from_text(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if problems:
            raise StandardRefused(problems)
        signed_by = signer(by)
        standard = import_standard(plain, district=district, by=signed_by)
        if publish_too and standard.state == StandardState.DRAFT:
            publish(standard, by=signed_by)
        return standard
