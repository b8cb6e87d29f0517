"""Claims and questions made by hand, in seconds, by letters: what tests of ownership are written in."""

from typing import Any

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claim, Claims
from arpwatch_k8s.correlator.ownership.ownership import Ownership, ownership_of
from arpwatch_k8s.correlator.ownership.questions import QUESTION
from arpwatch_k8s.correlator.ownership.sightings import SIGHTING
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, MAC_PRESENT, VRRP
from arpwatch_k8s.thresholds import DEFAULTS, NS

A, B, C, HOST = (MAC_PRESENT | last for last in (0xA, 0xB, 0xC, 0x10))
NAMES = {A: "A", B: "B", C: "C"}
ASKER = 7
"""The code of the address that questions come from."""


def claim(time: float, mac: int, **more: Any) -> Claim:  # noqa: ANN401 - any field of Claim
    """An announcement, unless told otherwise; its frame is its time in milliseconds."""
    fields = {
        "owner": mac,
        "kind": ARP_ANNOUNCEMENT,
        "opcode": 1,
        "target_mac": 0,
        "announces": True,
        "overrides": True,
    }
    return Claim(time=round(time * NS), mac=mac, frame=FrameRef(0, round(time * 1000)), **(fields | more))


def reply(time: float, mac: int, **more: Any) -> Claim:  # noqa: ANN401
    """A reply to the asker."""
    told = {"kind": ARP_REPLY, "opcode": 2, "peer": ASKER, "announces": False, "overrides": False, "eth_dst": HOST}
    return claim(time, mac, **(told | more))


def advert(time: float, mac: int, **more: Any) -> Claim:  # noqa: ANN401
    """An advertisement of VRRP."""
    return claim(time, mac, **({"kind": VRRP, "vrid": 51, "overrides": False} | more))


def questions(*times: float, to_all: bool = True) -> Any:  # noqa: ANN401 - a NumPy record array
    """Who-has by the asker."""
    made = np.zeros(len(times), QUESTION)
    made["time"] = [round(time * NS) for time in times]
    made["frame"] = [round(time * 1000) for time in times]
    made["asker"], made["mac"], made["to_all"], made["target_mac"] = ASKER, HOST, to_all, MAC_PRESENT
    return made


def sightings(*script: tuple[float, int]) -> Any:  # noqa: ANN401 - a NumPy record array
    """Frames that showed a MAC."""
    rows = [(round(time * NS), mac, mac, round(time * 1000), 0) for time, mac in script]
    return np.array(rows, SIGHTING)


def play(*script: Claim | tuple[float, int], asked: Any = None, end: float = 100) -> Ownership:  # noqa: ANN401
    """What follows from claims, and from announcements at seconds by MACs."""
    said = [step if isinstance(step, Claim) else claim(*step) for step in script]
    return ownership_of(Claims.of(said), round(end * NS), DEFAULTS, questions() if asked is None else asked)


def epochs(found: Ownership) -> list[tuple[str, float, float, str]]:
    """Owner, start, end, what ended it."""
    return [(NAMES[e.owner], e.start / NS, e.end / NS, e.ends_by) for e in found.epochs]


def contests(found: Ownership) -> list[tuple[float, float]]:
    """Start and end."""
    return [(contest.start / NS, contest.end / NS) for contest in found.contests]
