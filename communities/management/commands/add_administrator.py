"""Make the account that everything else begins with."""

import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from communities.models import Role
from communities.people.commands import SignedCommand, signer
from communities.people.services import create_person, give_post
from harmony.shared import clock


class Command(SignedCommand):
    help = "Make an account with the post of administrator. The password is asked for."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the person's name (default: USERNAME)")

    def handle(self, *args, username: str, name: str, by: str, **options) -> None:
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same password again: ") != password:
            raise CommandError("The two passwords are not the same. Nothing was changed.")
        try:
            with override("en"):
                self._add(username, name or username, password, by=by)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"{username} can sign in as an administrator.")

    @transaction.atomic
    def _add(self, username: str, name: str, password: str, *, by: str) -> None:
        signed_by = signer(by)
        person = create_person(by=signed_by, username=username, name=name, password=password)
        give_post(by=signed_by, user=person, role=Role.ADMINISTRATOR, starts_on=clock.today())
