"""What the communities of a stage are judged by."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.models import Stage, StageChange
from evaluation.standards.models import StageBasis, StandardState
from harmony.shared import clock
from harmony.shared.workflow import hold


@transaction.atomic
def set_basis(stage: Stage, *, by, standard, questionnaire) -> StageBasis:
    """Give the stage its standard version and its questionnaire; either may be None.

    What was begun keeps the standard it was begun with. Raises ValidationError, by field, for
    a standard that is retired, unless the stage has it already, and for anything of another
    district.
    """
    hold(stage)
    if not by.has_perm("evaluation.set_basis", stage):
        raise PermissionDenied
    basis = StageBasis.objects.select_for_update().filter(stage=stage).first()
    before = {
        "standard": basis.standard if basis else None,
        "questionnaire": basis.questionnaire if basis else None,
    }
    after = {"standard": standard, "questionnaire": questionnaire}
    _check(stage, before, after)
    changed = [name for name in after if before[name] != after[name]]
    if basis is None:
        basis = StageBasis.objects.create(stage=stage, by=by, **after)
    elif changed:
        basis.standard, basis.questionnaire = standard, questionnaire
        basis.by, basis.at = by, clock.now()
        basis.save(update_fields=["standard", "questionnaire", "by", "at"])
    StageChange.objects.bulk_create(
        StageChange(
            stage=stage, field=name, before=_text(before[name]), after=_text(after[name]), by=by
        )
        for name in changed
    )
    return basis


def _check(stage: Stage, before: dict[str, Any], after: dict[str, Any]) -> None:
    district_id = stage.programme.district_id
    for name, chosen in after.items():
        if chosen is None or chosen == before[name]:
            continue
        if chosen.district_id != district_id:
            raise ValidationError({name: _("This belongs to another district.")})
        if chosen.state == StandardState.RETIRED:
            raise ValidationError({name: _("This version is retired. Choose another.")})


def _text(chosen: Any) -> str:
    """A standard or questionnaire as the history keeps it: by its key in the database, for
    its title is to be read in both languages."""
    return str(chosen.pk) if chosen else ""
