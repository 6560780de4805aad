"""The course of a ballot box up to its opening: made, filled by surveys, written down hourly."""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from communities.models import Stage
from evaluation.surveys import box_keys, box_record, key_proofs
from evaluation.surveys.box_models import Ballot, BallotBox, BoxEvent
from evaluation.surveys.models import SlipBatch, Survey
from evaluation.surveys.sealing import custody, envelopes, leaves, merkle
from evaluation.surveys.signalling import facts_of_rules
from harmony.shared import clock
from harmony.shared.workflow import TransitionRefused, hold

SHORTEST_PASSPHRASE = 12
FEWEST_CHARACTERS = 8
"""So many different ones a passphrase has, whatever its length: one key held down is no secret."""
SAMPLE_COST = 4


@dataclass(frozen=True)
class MadeBox:
    """A new box. ``shares`` are shown once and kept nowhere; none behind a passphrase."""

    box: BallotBox
    shares: tuple[custody.Share, ...] = ()


class MadeMeanwhile(TransitionRefused):
    """Another box of the stage has been made since the page that asks for one was shown."""


def weakness_of(passphrase: str) -> str:
    """Why this passphrase does not do; empty when it does."""
    plain = passphrase.strip()
    if len(plain) < SHORTEST_PASSPHRASE:
        text = _("The passphrase needs at least %(least)s characters.")
        return text % {"least": SHORTEST_PASSPHRASE}
    if len(set(plain.casefold())) < FEWEST_CHARACTERS:
        text = _("The passphrase needs at least %(least)s different characters.")
        return text % {"least": FEWEST_CHARACTERS}
    return ""


@transaction.atomic
def make_box(
    stage: Stage,
    *,
    by,
    passphrase: str = "",
    cost: int | None = None,
    newest_seen: int | None = None,
) -> MadeBox:
    """Make the next box of a stage, and its key: behind the passphrase, or split among three
    holders where there is none.

    Questionnaires that are opened, or get their first slips, from now on use it. ``cost`` is the
    binary logarithm of scrypt's N for the codes; ``newest_seen`` the newest box there was when
    this one was asked for. Raises TransitionRefused for a passphrase that is too weak, and
    MadeMeanwhile where the stage has a newer box than that.
    """
    if not by.has_perm("evaluation.keep_ballot_box", stage):
        raise PermissionDenied
    hold(stage)
    _check_none_newer(stage, newest_seen)
    if passphrase and (weakness := weakness_of(passphrase)):
        raise TransitionRefused(weakness)
    private_key = envelopes.new_private_key()
    box = BallotBox.objects.create(
        stage=stage,
        number=(stage.ballot_boxes.aggregate(last=Max("number"))["last"] or 0) + 1,
        custody=BallotBox.Custody.KEYFILE if passphrase else BallotBox.Custody.TWO_OF_THREE,
        public_key=envelopes.public_part(private_key),
        cost=settings.CODE_COST if cost is None else cost,
        is_sample=cost is not None and cost < settings.CODE_COST,
        made_by=by,
    )
    facts = {"public_key": bytes(box.public_key).hex(), "custody": box.custody, "cost": box.cost}
    shares = () if passphrase else custody.split(private_key)
    facts |= key_proofs.facts_of_holders(box, shares) | facts_of_rules()
    box_record.note(box, BoxEvent.Kind.MADE, by=by, facts=facts)
    if shares:
        return MadeBox(box, shares)
    wrapped = custody.wrap(private_key, passphrase, box=box.uid, cost=settings.PASSPHRASE_COST)
    box_keys.keep(box, wrapped)
    return MadeBox(box)


def _check_none_newer(stage: Stage, newest_seen: int | None) -> None:
    """A page sent twice makes one box: the shares of the first would be lost unseen. The stage is
    locked, so that also a double press is one after the other."""
    if newest_seen is None:
        return
    newer = stage.ballot_boxes.filter(pk__gt=newest_seen).order_by("-pk").first()
    if newer is None:
        return
    if newer.custody == BallotBox.Custody.TWO_OF_THREE:
        text = _(
            "Ballot box %(box)s has been made since this page was opened. Its shares were shown "
            "once only: ask the three holders whether each has theirs. Press again only to make "
            "another box on purpose."
        )
    else:
        text = _(
            "Ballot box %(box)s has been made since this page was opened. Press again only to "
            "make another box on purpose."
        )
    raise MadeMeanwhile(text % {"box": newer})


def box_for(survey: Survey) -> BallotBox:
    """The box that this survey's slips are for. Raises TransitionRefused while there is none."""
    if survey.box is not None:
        return survey.box
    collecting = BallotBox.objects.filter(
        stage=survey.declaration.stage_id, state=BallotBox.State.SEALED
    )
    if (box := collecting.order_by("-number").first()) is None:
        raise TransitionRefused(
            _("Make the ballot box of this stage first: slips are printed for its key.")
        )
    return box


def join(survey: Survey) -> BallotBox:
    """Let the survey's answers go into the box of its stage, for good; the box is locked."""
    box = box_for(survey)
    hold(box)
    if box.state != BallotBox.State.SEALED:
        raise TransitionRefused(_("The ballot box of this questionnaire is open already."))
    if survey.box_id is None:
        survey.box = box
        survey.save(update_fields=["box"])
    return box


# ------------------------------------------------------------------ what is written down
def note_batch(box: BallotBox, batch: SlipBatch, *, community: str, by) -> None:
    """Write down that slips were issued, with the root over their codes. The box is locked."""
    batch.codes_root = codes_root_of(box, batch)
    batch.save(update_fields=["codes_root"])
    facts = {
        "batch": batch.pk,
        "community": community,
        "slips": batch.printed,
        "root": batch.codes_root.hex(),
    }
    box_record.note(box, BoxEvent.Kind.PRINTED, by=by, facts=facts)


def codes_root_of(box: BallotBox, batch: SlipBatch) -> bytes:
    """The root over the codes of one batch, in the order of their hashes."""
    rows = batch.codes.values_list("selector", "public_key")
    hashed = (
        leaves.code_leaf(box.uid, str(batch.pk), selector, bytes(public_key or b""))
        for selector, public_key in rows
    )
    return merkle.root_of(sorted(hashed))


@transaction.atomic
def checkpoint(box: BallotBox, *, by) -> BoxEvent | None:
    """Write down how many ballots are in the box and their root. None when nothing was added.

    A ballot that is taken out or changed afterwards contradicts this line.
    """
    hold(box)
    last = box.events.filter(kind=BoxEvent.Kind.CHECKPOINT).order_by("-number").first()
    if box.state != BallotBox.State.SEALED or box.ballots == (last.facts["size"] if last else 0):
        return None
    return note_checkpoint(box, by=by)


def note_checkpoint(box: BallotBox, *, by) -> BoxEvent:
    tree = ballots_tree(box)
    facts = {"size": tree.size, "root": tree.root.hex()}
    return box_record.note(box, BoxEvent.Kind.CHECKPOINT, by=by, facts=facts)


def ballots_tree(box: BallotBox) -> merkle.Tree:
    """The tree over all ballots that lie in the box, in their order."""
    hashed = Ballot.objects.filter(box=box).order_by("index").values_list("leaf", flat=True)
    return merkle.Tree(bytes(leaf) for leaf in hashed.iterator(chunk_size=5000))


def refusal_to_destroy_key(box: BallotBox, by) -> str:
    """Why this person cannot say now that the key is gone; empty when they can."""
    if box.state != BallotBox.State.OPENED or box.key_destroyed_at:
        return _("There is no key of this box to destroy now.")
    if box.opened_by_id == by.pk:
        return _("Somebody else than who opened the box confirms that its key is destroyed.")
    return ""


@transaction.atomic
def destroy_key(box: BallotBox, *, by) -> None:
    """Remove the key of an opened box, so that no old backup can be read any more.

    Whoever opened the box cannot be the one who says that its key is gone.
    """
    if not by.has_perm("evaluation.keep_ballot_box", box.stage):
        raise PermissionDenied
    hold(box)
    if refusal := refusal_to_destroy_key(box, by):
        raise TransitionRefused(refusal)
    box_keys.destroy(box)
    box.key_destroyed_at, box.key_destroyed_by = clock.now(), by
    box.save(update_fields=["key_destroyed_at", "key_destroyed_by"])
    box_record.note(box, BoxEvent.Kind.KEY_DESTROYED, by=by)
