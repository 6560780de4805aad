"""Management commands that act in somebody's name."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from communities.people.models import SYSTEM, User
from communities.people.services import system_account


def signer(username: str) -> User:
    """The account named with ``--by``, or the portal's own."""
    if username == SYSTEM:
        return system_account()
    try:
        return User.objects.get(username=username, is_active=True)
    except User.DoesNotExist:
        raise CommandError(f"There is no account “{username}”.") from None


class SignedCommand(BaseCommand):
    """A command with ``--by USER``: what it does is written down under that name."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--by", metavar="USER", default=SYSTEM, help="who does it (default: %(default)s)"
        )

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            if lacks_migrations():
                raise CommandError(
                    "The database is not set up for this version. Run first: manage.py migrate"
                ) from error
            raise


def lacks_migrations() -> bool:
    """Whether tables or columns that the program needs are still to be made."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
