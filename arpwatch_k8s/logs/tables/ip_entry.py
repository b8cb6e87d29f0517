"""An entry of a kernel's neighbor table, as iproute2 prints it.

ADDRESS [dev IF] [lladdr MAC] [router] [proxy] STATE, without IF where it was asked for that alone; with -s also [ref N]
used USED/CONFIRMED/UPDATED probes N before the state, in seconds; with -br ADDRESS IF MAC alone; `Deleted` before it
where a monitor tells that it is gone. With -j a list of objects.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.evidence.addresses import address_number, number_text
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.logs.details.detail import NeighborEntry
from arpwatch_k8s.wording.value import JsonValue

STATES: Final = frozenset(
    {"INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT", "NONE"}
)
LINE: Final = re.compile(r"(?:\[NEIGH\])?\s*(Deleted|delete|miss)?\s*(\S+)(?: dev (\S+))?(?:\s+(.*))?$", re.DOTALL)
BRIEF: Final = re.compile(r"([0-9A-Fa-f:.]{2,45})\s{2,}(\S{1,64})\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})$")
"""`ip -br neigh`; what has no MAC there has nothing that tells it from other tables."""
USED: Final = re.compile(r"\bused \d{1,18}/\d{1,18}/(\d{1,18})(?:\s|probes)")
COUNTS: Final = r"(?: ref \d{1,9})?(?: used \d{1,18}/\d{1,18}/\d{1,18})?(?: ?probes \d{1,9})?"
WHOLE: Final = re.compile(
    r"([0-9A-Fa-f:.]{2,45}) dev [\w.@:-]{1,32}"
    rf"(?: lladdr (?:[0-9a-f]{{2}}:){{5}}[0-9a-f]{{2}}(?: router| proxy| extern_learn| managed| offload){{0,5}}{COUNTS}"
    rf" (?:REACHABLE|STALE|DELAY|PROBE|FAILED|NOARP|PERMANENT)|{COUNTS} (?:FAILED|INCOMPLETE))$"
)
"""All of a line as `ip neigh` prints it, from address to state, with one space between words."""
JSON_OPENING: Final = re.compile(r"\s*\[\s*(?:\{|\]|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedEntry:
    """What one line prints."""

    address: str
    """The neighbor's address, canonical text."""
    interface: str
    """The interface's name; empty where none is printed."""
    mac: int | None
    """The evidence table's number of the MAC; None where none is printed."""
    state: str | None
    """One of STATES; None where none is printed."""
    deleted: bool
    """Whether it is said to be gone."""
    updated_s: int | None = None
    """How long ago the MAC or the state changed last, s; None where it is not printed."""


def printed_entry(text: str) -> PrintedEntry | None:
    """The entry of a line; None where it prints none."""
    if brief := BRIEF.match(text.strip()):
        text = f"{brief[1]} dev {brief[2]} lladdr {brief[3]}"
    match = LINE.match(text.strip())
    if match is None:
        return None
    deleted, address, interface, rest = match.groups()
    words = (rest or "").split()
    state = next((word for word in words if word in STATES), None)
    try:
        canonical = number_text(address_number(address))
        mac = parse_mac(words[words.index("lladdr") + 1]) if "lladdr" in words[:-1] else None
    except ValueError:
        return None
    if state is None and (interface is None or (mac is None and not deleted)):
        return None
    used = USED.search(rest or "")
    return PrintedEntry(
        address=canonical,
        interface=interface or "",
        mac=mac,
        state=state,
        deleted=bool(deleted),
        updated_s=int(used[1]) if used else None,
    )


def is_unmistakable(line: str) -> bool:
    """Whether a line is an entry from its begin to its end, and could not have been printed as anything else."""
    match = WHOLE.match(" ".join(line.split()))
    try:
        return match is not None and bool(address_number(match[1]))
    except ValueError:
        return False


def json_entries(document: JsonValue) -> list[tuple[NeighborEntry, str]]:
    """The entries of what -j prints, each with its text; ValueError where it is no list of entries."""
    if not isinstance(document, list):
        raise ValueError("no list of neighbors")
    return [(json_entry(item), json.dumps(item)) for item in document]


def json_entry(item: JsonValue) -> NeighborEntry:
    """One entry; ValueError where it is none."""
    if not isinstance(item, dict):
        raise ValueError("no neighbor")
    address, interface = item.get("dst"), item.get("dev", "")
    mac, states = item.get("lladdr"), item.get("state")
    if not isinstance(address, str) or not isinstance(interface, str):
        raise ValueError("no neighbor")
    state = states[0] if isinstance(states, list) and states else states
    updated = item.get("updated")
    return NeighborEntry(
        address=number_text(address_number(address)),
        interface=interface,
        mac=parse_mac(mac) if isinstance(mac, str) else None,
        state=state if isinstance(state, str) and state in STATES else None,
        updated_s=updated if isinstance(updated, int) and not isinstance(updated, bool) else None,
    )
