"""What a commendation list is drawn up by."""

from dataclasses import dataclass
from typing import Any

from evaluation.models import Level


@dataclass(frozen=True)
class Terms:
    """What a list is drawn up by. ``done_at_least`` is the share of its measures, in per cent,
    that a department must have done; ``level`` the lowest for a demonstration site."""

    sites: int = 10
    streets: int = 3
    departments: int = 3
    next_in_line: int = 3
    done_at_least: int = 80
    level: str = Level.EXCELLENT

    @classmethod
    def of(cls, params: dict[str, Any]) -> "Terms":
        """The terms a paper was asked for with; what was not said is as usual."""
        return cls(**{key: params[key] for key in cls.__dataclass_fields__ if key in params})
