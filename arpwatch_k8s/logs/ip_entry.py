"""An entry of a kernel's neighbor table, as iproute2 prints it.

ADDRESS dev IF [lladdr MAC] [router] [proxy] STATE, and `Deleted` before it where a monitor tells that it is gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac

STATES: Final = frozenset(
    {"INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT", "NONE"}
)
LINE: Final = re.compile(r"(?:\[NEIGH\])?\s*(Deleted|delete|miss)?\s*(\S+) dev (\S+)\s*(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedEntry:
    """What one line prints."""

    address: str
    """The neighbor's address, canonical text."""
    interface: str
    """The interface's name."""
    mac: int | None
    """The evidence table's number of the MAC; None where none is printed."""
    state: str | None
    """One of STATES; None where none is printed."""
    deleted: bool
    """Whether it is said to be gone."""


def printed_entry(text: str) -> PrintedEntry | None:
    """The entry of a line; None where it prints none."""
    match = LINE.match(text.strip())
    if match is None:
        return None
    deleted, address, interface, rest = match.groups()
    words = rest.split()
    state = next((word for word in words if word in STATES), None)
    try:
        canonical = number_text(address_number(address))
        mac = parse_mac(words[words.index("lladdr") + 1]) if "lladdr" in words[:-1] else None
    except ValueError:
        return None
    if state is None and mac is None and not deleted:
        return None
    return PrintedEntry(address=canonical, interface=interface, mac=mac, state=state, deleted=bool(deleted))
