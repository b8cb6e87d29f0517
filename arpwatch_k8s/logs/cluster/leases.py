"""What client-go's leader election says of leases, whoever logs it: in words up to 0.34, as message and pairs after.

    successfully acquired lease kube-system/plndr-svcs-lock
    "Successfully acquired lease" lock="kube-system/plndr-svcs-lock"

That it tries for a lease, or failed to write it once, is no change of leader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from arpwatch_k8s.logs.details.belief import Leadership, Leading

NAMED: Final = re.compile(r"(successfully acquired|failed to renew) lease ([^\s:/]{1,253}/[^\s:]{1,253})")
CHANGES: Final = {
    "successfully acquired": Leading.GAINED,
    "failed to renew": Leading.LOST,
    "successfully acquired lease": Leading.GAINED,
    "failed to renew lease": Leading.LOST,
}
LOST: Final = ("leaderelection lost", "leader election lost", "leader election stopped")
ELECTED: Final = re.compile(r"new leader elected:? (\S+)$")
HELD: Final = re.compile(r"lock is held by (\S+) and has not yet expired")
LEASE_WORDS: Final = (
    "acquired lease",
    "renew lease",
    "leader elected",
    "lection lost",
    "lection stopped",
    "lock is held",
)
"""A line without any of these tells no change of leader: a cheap look."""
LOCKS: Final = ("lock", "lease")


def lease_change(message: str, pairs: Mapping[str, str], program: str) -> Leadership | None:
    """The change of leader that a line tells; None where it tells none. A lease that it does not name is ``."""
    folded = message[:1].lower() + message[1:600]
    if found := NAMED.match(folded):
        return Leadership(kind=CHANGES[found[1]], lease=found[2], node=None, program=program)
    lock = next((pairs[key] for key in LOCKS if pairs.get(key)), "")
    if folded.lower() in CHANGES and lock:
        return Leadership(kind=CHANGES[folded.lower()], lease=lock, node=None, program=program)
    if folded.startswith(LOST):
        return Leadership(kind=Leading.LOST, lease=lock, node=None, program=program)
    elected = ELECTED.match(folded) or HELD.match(folded)
    leader = elected[1] if elected else pairs.get("identity") if folded == "new leader elected" else None
    return Leadership(kind=Leading.SEEN, lease=lock, node=leader, program=program) if leader else None
