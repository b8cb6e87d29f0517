"""How far around a window is read, so that what is in it is seen as in the whole.

Three things reach into a window, and each is met in its own way:

- what some rule or gap looks back for or ahead, which is no more than `around_ns`: all rows of that time are read;
- what stays so however long nobody says it: who owned a VIP, a node's name, that a connection is open. A first look at
  every window finds what it leaves of that to those after it (`surveying.py`), and it is carried (`carrying.py`);
- what is under way where the reading ends (a contest, an outage, an incident, an open connection): it is followed until
  it is over, for `most_ns` at most. What is not over then is said to be so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.thresholds import NS, Thresholds

MOST_NS: Final = 3600 * NS
"""How long after its window something is followed that began in it. Ours: an outage of an hour was noticed."""
PIECES: Final = 4
"""In how many parts that time is read: most is over soon."""
DIALLING_NS: Final = 63 * NS
"""How long Linux tries to connect until it gives up (Documentation/networking/ip-sysctl: tcp_syn_retries, 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far is read, ns."""

    around_ns: int
    """On either side of a window, all rows."""
    most_ns: int
    """Behind it, what is still under way."""


def reach_of(limits: Thresholds) -> Reach:
    """How far is read under some thresholds.

    The longest look is that for flapping. A connection that is told of late began before that, and by an incident's gap
    one trouble is tied to the next.
    """
    dialling = max(limits.connect_timeout_ns, DIALLING_NS)
    looks = (
        limits.flapping_ns,
        limits.loop_within_ns,
        limits.broadcasts_ns,
        limits.contest_gap_ns,
        limits.overlap_ns,
        limits.handover_before_ns + limits.handover_after_ns,
    )
    return Reach(around_ns=max(looks) + dialling + limits.incident_gap_ns, most_ns=MOST_NS)
