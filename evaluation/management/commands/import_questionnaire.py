"""Take in a residents' questionnaire from a YAML file."""

from pathlib import Path

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from communities.models import Place, Tier
from communities.people.commands import SignedCommand, signer
from evaluation.models import Questionnaire
from evaluation.standards.messages import with_place
from evaluation.standards.plain_text import plain_from_text
from evaluation.surveys.services import (
    QuestionnaireRefused,
    import_questionnaire,
    publish_questionnaire,
)


class Command(SignedCommand):
    help = "Take in a questionnaire from a YAML file, as a draft or published at once."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--publish", action="store_true", help="publish it as well")

    def handle(self, *args, file: Path, publish: bool, by: str, **options) -> None:
        with override("en"):
            try:
                made = self._take_in(file, publish=publish, by=by)
            except QuestionnaireRefused as refusal:
                lines = [with_place(problem) for problem in refusal.problems]
                raise CommandError(
                    "\n".join([f"{file}: nothing was changed.", *lines])
                ) from refusal
            state = made.get_state_display().lower()
        self.stdout.write(
            f"{made.title_en or made.title_zh}, version {made.version}: "
            f"{len(made.content['items'])} questions, {state}."
        )

    @transaction.atomic
    def _take_in(self, file: Path, *, publish: bool, by: str) -> Questionnaire:
        district, signed_by = the_district(), signer(by)
        try:
            plain, problems = plain_from_text(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        if problems:
            raise QuestionnaireRefused(problems)
        made = import_questionnaire(plain, district=district, by=signed_by)
        if publish and made.state == Questionnaire.State.DRAFT:
            publish_questionnaire(made, by=signed_by)
        return made


def the_district() -> Place:
    district = Place.objects.filter(tier=Tier.DISTRICT).first()
    if district is None:
        raise CommandError("There is no district yet. Run import_places first.")
    return district
