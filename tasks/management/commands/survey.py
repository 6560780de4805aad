"""Ballot boxes at the terminal: keygen, prove, print, open, verify. Secrets are asked for, never
given as arguments, where other people of the machine could read them."""

import sys
from getpass import getpass
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import override

from communities.models import Stage
from communities.people.commands import SignedCommand, signer
from evaluation.models import BallotBox, Survey
from evaluation.surveys import services
from harmony.shared.workflow import TransitionRefused
from tasks.box_opening import sweep_up
from tasks.slip_process import slips_as_pdf
from tasks.views import sheet_of


class Command(SignedCommand):
    help = "Make, print for, open and verify ballot boxes of the residents' questionnaire."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        acts = parser.add_subparsers(dest="act", required=True)
        keygen = acts.add_parser("keygen", help="make the next ballot box of a stage")
        keygen.add_argument("--stage", type=int, required=True, help="its year")
        keygen.add_argument("--shares", action="store_true", help="split the key among three")
        prove = acts.add_parser("prove", help="show that a share, or the passphrase, is at hand")
        prove.add_argument("box")
        batch = acts.add_parser("print", help="issue a batch of slips, as a PDF")
        batch.add_argument("--survey", type=int, required=True)
        batch.add_argument("--batch", required=True, help="building or grid")
        batch.add_argument("--count", type=int, required=True)
        batch.add_argument("--to", type=Path, help="a new file; standard output without it")
        batch.add_argument("--large", action="store_true", help="one slip on each page")
        opened = acts.add_parser("open", help="open a box whose questionnaires are all closed")
        opened.add_argument("box")
        verify = acts.add_parser("verify", help="recompute everything that is kept of a box")
        verify.add_argument("box", nargs="?", help="all boxes without it")

    def handle(self, *args, act: str, by: str, **options) -> None:
        with override("en"):
            try:
                getattr(self, f"_{act}")(by=by, **options)
            except PermissionDenied as refusal:
                raise CommandError(
                    f"“{by}” may not do this; name an account of the office with --by."
                ) from refusal
            except TransitionRefused as refusal:
                raise CommandError(refusal.reason) from refusal
            except services.NotOpened as refusal:
                raise CommandError("\n".join(refusal.problems)) from refusal

    def _keygen(self, *, by: str, stage: int, shares: bool, **options) -> None:
        found = Stage.objects.filter(year=stage, kind=Stage.Kind.EVALUATION).first()
        if found is None:
            raise CommandError(f"There is no stage of {stage}.")
        passphrase = "" if shares else self._new_passphrase()
        made = services.make_box(found, by=signer(by), passphrase=passphrase)
        self.stdout.write(f"Ballot box {made.box.uid}")
        for share in made.shares:
            self.stdout.write(f"\nHolder {share.holder}: {share}")
        prompts = [f"Share of holder {one.holder}, typed back: " for one in made.shares]
        for prompt in prompts or ["Passphrase, from what was written down: "]:
            self._prove_once(made.box, prompt, by)

    def _prove(self, *, by: str, box: str, **options) -> None:
        found = self._box(box)
        is_one = found.custody == BallotBox.Custody.KEYFILE
        self._prove_once(found, "Passphrase: " if is_one else "Share: ", by)

    def _prove_once(self, box: BallotBox, prompt: str, by: str) -> None:
        is_one = box.custody == BallotBox.Custody.KEYFILE
        prove = services.prove_passphrase if is_one else services.prove_share
        try:
            prove(box, self._secret(prompt), by=signer(by))
        except services.NotProved as refusal:
            text = f"{refusal.reason} Slips wait for “survey prove {box.uid}”."
            raise CommandError(text) from refusal
        self.stdout.write("Proved, and written down.")

    def _new_passphrase(self) -> str:
        passphrase = self._secret("Passphrase: ")
        if passphrase != self._secret("The same again: "):
            raise CommandError("These are two different passphrases.")
        if not passphrase:
            raise CommandError("A passphrase is needed; or split the key with --shares.")
        return passphrase

    def _print(
        self,
        *,
        by: str,
        survey: int,
        batch: str,
        count: int,
        to: Path | None,
        large: bool,
        **options,
    ) -> None:
        asked = Survey.objects.select_related(
            "questionnaire", "declaration__community", "declaration__stage__programme"
        ).filter(pk=survey)
        if (found := asked.first()) is None:
            raise CommandError(f"There is no survey {survey}.")
        if to is None and sys.stdout.isatty():
            raise CommandError("Name a file with --to, or send the PDF on to a printer.")
        user = signer(by)
        drawn = services.draw(found, count)
        sheet = sheet_of(found, drawn, label=batch, is_large=large)
        pieces = slips_as_pdf(
            sheet, issue=lambda: services.issue(found, drawn, by=user, label=batch)
        )
        if to is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            return
        with to.open("xb") as out:
            to.chmod(0o600)
            for piece in pieces:
                out.write(piece)
        self.stdout.write(f"{count} slips in {to}. Remove the file when they are printed.")

    def _open(self, *, by: str, box: str, **options) -> None:
        found, user = self._box(box), signer(by)
        if found.custody == BallotBox.Custody.KEYFILE:
            key = services.key_from_passphrase(found, self._secret("Passphrase: "))
        else:
            shares = [self._secret(f"{which} share: ") for which in ("One", "Another")]
            key = services.key_from_shares(found, shares)
        services.open_box(found, by=user, private_key=key)
        sweep_up()
        found.refresh_from_db()
        self.stdout.write(f"Opened: {found.answers} answers of {found.ballots} ballots.")

    def _verify(self, *, by: str, box: str | None, **options) -> None:
        boxes = [self._box(box)] if box else list(BallotBox.objects.order_by("pk"))
        failed = 0
        for each in boxes:
            is_sealed = each.state == BallotBox.State.SEALED
            found = services.check(each) if is_sealed else services.check_opened(each)
            verdict = "as its record says" if found.is_whole else "NOT as its record says"
            self.stdout.write(
                f"{each.uid} {each.state}, {found.size} ballots, root {found.root.hex()}: "
                f"{verdict}"
            )
            for problem in found.problems:
                self.stdout.write(f"  {problem}")
            failed += not found.is_whole
        if failed:
            raise CommandError(f"{failed} of {len(boxes)} boxes are not as their record says.")

    def _box(self, uid: str) -> BallotBox:
        found = BallotBox.objects.filter(uid=uid.replace(" ", "").lower()).first()
        if found is None:
            raise CommandError(f"There is no ballot box {uid}.")
        return found

    def _secret(self, prompt: str) -> str:
        """Typed without being shown; read from a pipe where there is no terminal."""
        if sys.stdin.isatty():
            return getpass(prompt).strip()
        return sys.stdin.readline().strip()
