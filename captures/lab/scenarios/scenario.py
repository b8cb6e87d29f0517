"""What a scenario is."""

from collections.abc import Callable
from dataclasses import dataclass

from captures.lab.lab import Lab


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story that can be staged."""

    name: str
    story: str
    "One line, for lists."
    duration_s: float
    "Seconds of load when none are asked for."
    stage: Callable[[Lab], None]
    requests_per_s: float = 10.0
    clients_keeping: int = 4
    "Of 16 clients, those that keep their connections: every move of the VIP breaks them."
