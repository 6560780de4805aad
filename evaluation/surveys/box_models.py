"""The ballot box: what lies in it while residents answer, and what is kept of it for ever.

Before the opening a ballot is an envelope nobody at the portal can read, signed by the code of a
slip. The opening puts answers in its place, in an order and under keys that say nothing of where
they came from, and keeps of each ballot only hashes (docs/questionnaire-in-detail.md).
"""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Role, Stage, User
from evaluation.surveys.models import Code, Survey, random_key
from evaluation.surveys.sealing import SUITE
from harmony.shared import clock
from harmony.shared.constraints import set_together

READERS = {Role.OFFICE_REVIEWER, Role.LEADER, Role.AUDITOR}
"""The posts of a district that see its boxes; what is public of a box needs no post at all."""

HASH_BYTES = 32


def new_uid() -> str:
    return secrets.token_hex(8)


class BallotBoxQuerySet(models.QuerySet["BallotBox"]):
    def visible_to(self, user) -> "BallotBoxQuerySet":
        """The boxes of the districts in which this person follows surveys as a whole."""
        readable = Q(pk__in=[])
        for post in user.posts_in_force:
            if post.role in READERS:
                readable |= Q(stage__programme__district__code__startswith=post.reach)
        return self.filter(readable)

    def collecting(self) -> "BallotBoxQuerySet":
        """All boxes that ballots can still come into; for the portal's own tasks."""
        return self.filter(state=BallotBox.State.SEALED)


class BallotBox(models.Model):
    """One box of a stage: its key, how many ballots are in it, and how it was opened.

    ``cost`` is the binary logarithm of scrypt's N for the codes of this box. ``ballots`` numbers
    the last ballot; its row is locked for as long as it takes to add one. ``work_done`` of
    ``work_total`` is how far the opening has come, ``work_problems`` why it stopped.
    """

    class State(models.TextChoices):
        SEALED = "sealed", pgettext_lazy("of a ballot box", "Sealed")
        OPENED = "opened", pgettext_lazy("of a ballot box", "Opened")

    class Custody(models.TextChoices):
        KEYFILE = "keyfile", _("A passphrase")
        TWO_OF_THREE = "2of3", _("Two of three holders")

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="ballot_boxes")
    number = models.PositiveSmallIntegerField()
    uid = models.CharField(max_length=16, unique=True, default=new_uid, editable=False)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.SEALED, editable=False
    )
    suite = models.PositiveSmallIntegerField(default=SUITE)
    custody = models.CharField(_("who can open it"), max_length=10, choices=Custody.choices)
    public_key = models.BinaryField()
    cost = models.PositiveSmallIntegerField()
    is_sample = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=clock.now, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ballots = models.PositiveIntegerField(default=0)
    ballots_root = models.BinaryField(null=True)
    answers = models.PositiveIntegerField(null=True)
    answers_root = models.BinaryField(null=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    key_destroyed_at = models.DateTimeField(null=True, blank=True)
    key_destroyed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    work_since = models.DateTimeField(null=True, blank=True)
    work_done = models.PositiveIntegerField(default=0)
    work_total = models.PositiveIntegerField(default=0)
    work_problems = models.JSONField(default=list, blank=True)

    objects = BallotBoxQuerySet.as_manager()

    class Meta:
        verbose_name = _("ballot box")
        ordering = ["-stage__year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "number"], name="ballot_box_number_once"),
            set_together("opened_at", "opened_by", name="ballot_box_opening_is_signed"),
            set_together(
                "key_destroyed_at", "key_destroyed_by", name="ballot_box_key_end_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(state="sealed", opened_at=None, answers_root=None)
                | Q(state="opened", opened_at__isnull=False, answers_root__isnull=False),
                name="ballot_box_answers_only_when_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid[:4]} {self.uid[4:8]} {self.uid[8:12]} {self.uid[12:]}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:ballot-box", args=[self.pk])


class BoxEvent(models.Model):
    """One line of a box's record. Rows are only added; each carries the hash of the one before.

    ``seal`` is keyed with what is not in the database: whoever rewrites the record without that
    key is noticed at the opening, and whoever has it too, by the paper and the public page.
    """

    class Kind(models.TextChoices):
        MADE = "made", pgettext_lazy("in a ballot box's record", "Box made")
        PROVED = "proved", pgettext_lazy("in a ballot box's record", "Key proved")
        PRINTED = "printed", pgettext_lazy("in a ballot box's record", "Slips issued")
        VOIDED = "voided", pgettext_lazy("in a ballot box's record", "Slips void")
        REPLACED = "replaced", pgettext_lazy("in a ballot box's record", "Slip replaced")
        CLOSED = "closed", pgettext_lazy("in a ballot box's record", "Questionnaire closed")
        CHECKPOINT = "checkpoint", pgettext_lazy("in a ballot box's record", "Checkpoint")
        ALARM = "alarm", pgettext_lazy("in a ballot box's record", "Alarm")
        OPENED = "opened", pgettext_lazy("in a ballot box's record", "Box opened")
        KEY_DESTROYED = "destroyed", pgettext_lazy("in a ballot box's record", "Key destroyed")
        DRAW_DEPOSITED = (
            "drawn",
            pgettext_lazy("in a ballot box's record", "List of the audit draw deposited"),
        )
        DRAW_CHECKED = (
            "draw_checked",
            pgettext_lazy("in a ballot box's record", "Audit draw checked"),
        )

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["box", "number"]
        constraints = [
            models.UniqueConstraint(fields=["box", "number"], name="box_event_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class Ballot(models.Model):
    """A sealed answer. Emptied at the opening; nothing here can be read without the key.

    It knows its code, so that a form sent twice is recognised and each signature can be checked;
    what is in the envelope is known to nobody.
    """

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="sealed")
    index = models.PositiveIntegerField()
    code = models.OneToOneField(Code, models.PROTECT, related_name="ballot")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="ballots")
    receipt_hash = models.BinaryField()
    envelope = models.BinaryField()
    signature = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        ordering = ["box", "index"]
        constraints = [
            models.UniqueConstraint(fields=["box", "index"], name="ballot_index_once"),
            models.UniqueConstraint(fields=["box", "receipt_hash"], name="ballot_receipt_once"),
        ]

    def __str__(self) -> str:
        return f"Ballot {self.index}"


class BallotLeaf(models.Model):
    """What stays of a ballot after the opening: enough to recompute its leaf, and the receipt's
    hash, by which its sender finds it. It says nothing of the answer."""

    box = models.ForeignKey(BallotBox, models.PROTECT, related_name="leaves")
    index = models.PositiveIntegerField()
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="leaves")
    receipt_hash = models.BinaryField()
    envelope_hash = models.BinaryField()
    is_valid = models.BooleanField(default=True)

    class Meta:
        ordering = ["box", "index"]
        constraints = [
            models.UniqueConstraint(fields=["box", "index"], name="ballot_leaf_index_once"),
            models.UniqueConstraint(fields=["box", "receipt_hash"], name="ballot_leaf_receipt"),
        ]

    def __str__(self) -> str:
        return f"Leaf {self.index}"


class Answer(models.Model):
    """One household's answer out of an opened box. It knows its survey and nothing of its code."""

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="answers")
    choices = models.JSONField()
    background = models.JSONField(default=dict, blank=True)
    is_assisted = models.BooleanField(default=False)
    salt = models.BinaryField(default=b"")

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return "Answer"


class Comment(models.Model):
    """What somebody wrote, apart from what they chose. Shown to nobody but its reviewers until
    one of them has decided that it may be."""

    class Review(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("of a comment", "To be reviewed")
        SHOWN = "shown", pgettext_lazy("of a comment", "Published")
        WITHHELD = "withheld", pgettext_lazy("of a comment", "Withheld")

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="comments")
    text = models.CharField(max_length=2000)
    review = models.CharField(max_length=10, choices=Review.choices, default=Review.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["key"]
        constraints = [
            set_together("reviewed_at", "reviewed_by", name="comment_review_is_signed"),
        ]

    def __str__(self) -> str:
        return "Comment"


class Complaint(models.Model):
    """Somebody's slip was used already, or never came. No name, no time, only the day."""

    class Kind(models.TextChoices):
        USED = "used", pgettext_lazy("of a complaint", "The code had been used already")
        TOLD = "told", pgettext_lazy("of a complaint", "Somebody said what to answer")
        OTHER = "other", pgettext_lazy("of a complaint", "Something else")

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="complaints")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=500, blank=True)
    day = models.DateField()
    outcome = models.CharField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            set_together("closed_at", "closed_by", name="complaint_end_is_signed"),
        ]

    def __str__(self) -> str:
        return f"Complaint {self.pk}"
