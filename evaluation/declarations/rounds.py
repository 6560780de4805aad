"""What two hand-ups of a declaration say differently. Plain contents in, changes out.

    changes_between(before, after) -> list[Change]     in the order of the later one

A content is what ``services.snapshot`` wrote; files are SHA-256 hashes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One criterion that was handed up differently; ``before`` is empty where it is new."""

    code: str
    before: Said
    after: Said
    files_added: list[str] = field(default_factory=list)
    files_removed: list[str] = field(default_factory=list)

    def differs(self, name: str) -> bool:
        """Whether ``finding``, ``modifier``, ``statement`` or ``points`` is another one."""
        return self.before.get(name) != self.after.get(name)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every criterion whose answer, points or files are not what they were."""
    earlier = {entry["criterion"]: entry for entry in before["entries"]}
    found = []
    for entry in after["entries"]:
        old = earlier.get(entry["criterion"], {})
        if old != entry:
            found.append(_change(old, entry))
    return found


def _change(before: Said, after: Said) -> Change:
    old, new = set(before.get("files", ())), set(after["files"])
    return Change(after["criterion"], before, after, sorted(new - old), sorted(old - new))
