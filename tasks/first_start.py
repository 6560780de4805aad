"""What happens the first time the portal is started on a folder, and what to tell afterwards.

The folder remembers whether its portal is a sample. Otherwise one start without
``HARMONY_SAMPLE=no`` would show sample accounts and a movable date on real data, and a start with
it would show an invented district as if it were real.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command

from communities.models import Place, Post, Role, User
from harmony.shared import clock

SAMPLE, EMPTY = "sample", "empty"
SAMPLE_PASSWORD = "harmony-sample"  # noqa: S105 -- printed on the login page of every sample


def prepare(tell: Callable[[str], None]) -> None:
    """On the first start, make the sample district, or remember that none is wanted."""
    wanted = SAMPLE if settings.SAMPLE_MODE else EMPTY
    kind = remembered_kind()
    if kind == "":
        _begin(wanted, tell)
    elif kind != wanted:
        raise CommandError(
            f"The folder {settings.DATA_DIR} was started as {_named(kind)}, and HARMONY_SAMPLE"
            f" asks for {_named(wanted)}. Name another folder with HARMONY_DATA."
        )


def remembered_kind() -> str:
    """“sample” or “empty”, or nothing before the first start has come to its end."""
    return settings.KIND_FILE.read_text().strip() if settings.KIND_FILE.exists() else ""


def _named(kind: str) -> str:
    return "a sample" if kind == SAMPLE else "a portal without sample"


def _begin(kind: str, tell: Callable[[str], None]) -> None:
    begun = settings.DATA_DIR / "sample-begun"
    if kind == SAMPLE:
        _make_sample(begun, tell)
    settings.KIND_FILE.write_text(f"{kind}\n")
    begun.unlink(missing_ok=True)


def _make_sample(begun: Path, tell: Callable[[str], None]) -> None:
    """Make the district, and all of it: what an interrupted start left is removed first."""
    if begun.exists() and begun.read_text() == _database_mark():
        tell("The sample was interrupted while it was made. Beginning again …")
        call_command("flush", interactive=False, verbosity=0)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    elif Place.objects.exists() or User.objects.exists():
        raise CommandError(
            "The database holds data already, so no sample is made in it."
            " Start with HARMONY_SAMPLE=no, or name another folder with HARMONY_DATA."
        )
    begun.write_text(_database_mark())
    tell("Making the sample district, which takes a minute or two …")
    call_command("make_sample")


def _database_mark() -> str:
    """Tells this database from any other, so that no other is ever emptied."""
    database = settings.DATABASES["default"]
    named = [str(database.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME")]
    return hashlib.sha256("|".join(named).encode()).hexdigest()


def how_to_enter() -> Iterator[str]:
    """Lines for the terminal: the sample accounts, or how to get the first account."""
    if settings.SAMPLE_MODE:
        yield f"Sample accounts, each with the password {SAMPLE_PASSWORD}:"
        for role in Role:
            if account := _someone_in(role):
                yield f"    {account.username:<16} {role.label}"
    elif _someone_in(Role.ADMINISTRATOR) is None:
        yield "There is no administrator yet. Add the first:"
        yield f"    {Path('.venv/bin/python')} manage.py add_administrator NAME"


def _someone_in(role: Role) -> User | None:
    in_force = Post.objects.in_force(clock.today()).filter(role=role, user__is_active=True)
    post = in_force.select_related("user").order_by("user__username").first()
    return post.user if post else None
