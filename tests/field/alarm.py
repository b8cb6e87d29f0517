"""What a tool says, whichever tool: at some time, of some addresses, in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.diagnosis.rule import Fact
from arpwatch_k8s.diagnosis.rules import RULES

SPOOFING: Final = frozenset({"arp-spoofing"})
"""What it names that a host pretends to be another one."""
SEVERAL_HOSTS: Final = frozenset(rule.id for rule in RULES if Fact.SEVERAL_OWNERS in rule.asserts)
"""What it names, at best, that an address is in use twice: every cause by which several hosts hold it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One message that wants somebody's attention."""

    time_s: float | None
    """When, in seconds since the capture's first frame; None where the tool does not say."""
    addresses: tuple[str, ...]
    """The IP addresses that it is about; none where it names none."""
    kind: str
    """What kind of message it is, in the tool's own words, without addresses and counts."""
    causes: frozenset[str] = frozenset()
    """The rules whose cause these words name, read as generously as they allow; none where they tell a sign only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """When a capture began, by two clocks."""

    frame_s: float
    """The time of its first frame, Unix seconds."""
    played_s: float
    """When that frame was sent to those that listen; the same where the file was read."""
