"""A round as it was handed up, read like a self-examination that is still open.

sheet_handed_up(hand_up) -> Sheet            findings, statements and points as they were sent
files_handed_up(hand_up) -> dict             by SHA-256, from the library of the community

Nothing is read from the entries, which may say something else by now.
"""

from collections.abc import Mapping
from copy import copy
from decimal import Decimal
from typing import Any

from communities.places.as_of import place_as_of
from evaluation.declarations.evidence_models import Evidence
from evaluation.declarations.models import Declaration, Entry, HandUp
from evaluation.declarations.sheet import Sheet
from evaluation.standards.models import Criterion
from evaluation.standards.scoring_rules import EXCLUDED


def sheet_handed_up(hand_up: HandUp) -> Sheet:
    """The sheet of that round; class, title and names of the community are those of its day."""
    declaration = copy(hand_up.declaration)
    declaration.community = place_as_of(declaration.community, hand_up.at)
    criteria = declaration.standard.criteria.select_related("indicator__dimension")
    by_code = {criterion.code: criterion for criterion in criteria}
    entries = [
        _entry(declaration, by_code[said["criterion"]], said)
        for said in hand_up.content["entries"]
    ]
    return Sheet(declaration, entries, None)


def _entry(declaration: Declaration, criterion: Criterion, said: Mapping[str, Any]) -> Entry:
    is_excluded = said["modifier"] == EXCLUDED and EXCLUDED in criterion.modifier_types
    return Entry(
        declaration=declaration,
        criterion=criterion,
        finding=said["finding"],
        modifier=said["modifier"],
        statement=said["statement"],
        points=None if said["points"] is None else Decimal(said["points"]),
        counts=not is_excluded,
        is_complete=said["points"] is not None,
        is_open=False,
    )


def files_handed_up(hand_up: HandUp) -> dict[str, Evidence]:
    """Every file that the round names, once; of one that the library has lost, its hash alone."""
    named = {digest for said in hand_up.content["entries"] for digest in said["files"]}
    community = hand_up.declaration.community_id
    library = Evidence.objects.filter(community=community, sha256__in=named)
    known = {evidence.sha256: evidence for evidence in library}
    return {digest: known.get(digest) or _lost(digest) for digest in sorted(named)}


def _lost(digest: str) -> Evidence:
    return Evidence(sha256=digest, title=digest[:12], original_name=digest[:12], size=0)
