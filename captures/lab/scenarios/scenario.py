"""What a scenario is."""

from collections.abc import Callable
from dataclasses import dataclass

from captures.lab.lab import Lab
from captures.lab.options import Options


def as_given(options: Options) -> Options:
    """A run without anything special."""
    return options


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story that can be staged."""

    name: str
    story: str
    "One line, for lists."
    duration_s: float
    "Seconds of load when none are asked for."
    stage: Callable[[Lab], None]
    shape: Callable[[Options], Options] = as_given
    "What the scenario needs of the segment and of its load beyond what was asked for."
    requests_per_s: float = 10.0
    clients_keeping: int = 4
    "Of 16 clients, those that keep their connections: every move of the VIP breaks them."
