"""Counts SYNs, SYN-ACKs and resets of every address and minute, in a hash table of fixed size.

What finds no slot is counted as lost: a port scan or a flood from forged addresses does not grow it.
"""

from typing import Final

from arpwatch_k8s.capture.state import ENDPOINT_SLOTS
from arpwatch_k8s.compiled import Row, State, helper
from arpwatch_k8s.evidence.hashing import folded, mix
from arpwatch_k8s.evidence.row import TCP_FIN, TCP_SYN, TCP_SYNACK

PROBES: Final = 16
NS_PER_MINUTE: Final = 60_000_000_000


@helper
def count(s: State, row: Row, time: int) -> None:
    """Count a segment that opens or resets: a SYN for its destination, an answer for its source."""
    kind = row["kind"]
    if kind == TCP_SYN:
        hi, lo = row["ip_dst_hi"], row["ip_dst_lo"]
    elif kind != TCP_FIN:
        hi, lo = row["ip_src_hi"], row["ip_src_lo"]
    else:
        return
    minute = time // NS_PER_MINUTE
    hashed = mix(mix(folded(hi), folded(lo)), minute)
    for probe in range(PROBES):
        slot = s["endpoints"][(hashed + probe) & (ENDPOINT_SLOTS - 1)]
        if slot["used"] == 0:
            slot["hi"], slot["lo"], slot["minute"], slot["used"] = hi, lo, minute, 1
        if slot["lo"] == lo and slot["hi"] == hi and slot["minute"] == minute:
            if kind == TCP_SYN:
                slot["syn"] += 1
            elif kind == TCP_SYNACK:
                slot["synack"] += 1
            else:
                slot["rst"] += 1
            return
    s["endpoints_lost"] += 1
