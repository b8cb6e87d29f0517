"""What there is to show, in one record that the screen keeps up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.monitor.sinks.terminal.trouble import Trouble


@dataclass(slots=True, kw_only=True)
class Shown:
    """What there is to show."""

    interfaces: tuple[str, ...]
    """Their names, by number."""

    zone: tzinfo
    """Of times of day."""

    up_ns: int = 0
    """For how long the watch goes on, ns, whatever became of the clock."""

    result: Result | None = None
    """The newest one, None before the first."""

    time: int = 0
    """Of when that is, ns UTC."""

    colors: Mapping[int, str] = field(default_factory=dict)
    """Of its owners, #rrggbb."""

    trouble: Trouble = field(default_factory=Trouble)
    """Incidents."""

    is_help: bool = False
    """Whether keys and words are explained in place of all that."""
