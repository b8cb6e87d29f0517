"""Which bytes of a connection never arrived, as its flow knows: sent again and again, or a hole that nothing filled.

A hole is of bytes that the capture did not see though it saw later ones. They may have passed by another way, or the
capture may have missed them: what the other side acknowledged was not lost. So only a hole at which the
acknowledgments of the other side stopped counts, and only where any of them were seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import MODULUS, WRAP
from arpwatch_k8s.evidence.flow import SEEN_ACK, TO_VIP, FlowColumns, FlowRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

SENT_AGAIN: Final = 3
"""How often the same bytes are sent again in vain before a path is thought to be broken: RFC 9293 section 3.8.3 counts
to R1, three."""
PROBE_BYTES: Final = 1
"""What a sender puts into a closed window, again and again, is no loss: RFC 9293 section 3.8.6.1, one byte."""


def may_be_lost(flows: FlowRows) -> NDArray[np.bool_]:
    """On which flows anything of either side may never have arrived: of most a look at two fields rules it out."""
    again = (flows["resent"] >= SENT_AGAIN).any(axis=1)
    found: NDArray[np.bool_] = again | (flows["hole_start"] != flows["hole_end"]).any(axis=1)
    return found


def sent_in_vain(flows: FlowRows | FlowColumns, side: int) -> NDArray[np.bool_]:
    """On which flows one side sent the same bytes again and again, and had no acknowledgment by the end."""
    found: NDArray[np.bool_] = (flows["resent"][:, side] >= SENT_AGAIN) & (flows["resent_bytes"][:, side] > PROBE_BYTES)
    return found


def last_asked(flows: FlowRows | FlowColumns) -> NDArray[np.int64]:
    """When the client of each flow last sent what it had not sent before, ns UTC, as near as is known: what is sent
    again, and not acknowledged, was new before that. Of flows without payload to the VIP it means nothing."""
    last, again = flows["payload_last"][:, TO_VIP], flows["resent"][:, TO_VIP] > 0
    found: NDArray[np.int64] = np.where(again, np.minimum(last, flows["resent_first"][:, TO_VIP]), last)
    return found


def holes(flows: FlowRows | FlowColumns, side: int) -> NDArray[np.bool_]:
    """In which flows bytes of one side are missing that never arrived."""
    other = 1 - side
    start, acked = flows["hole_start"][:, side].astype(np.int64), flows["acked"][:, other].astype(np.int64)
    beyond = (acked - start) & WRAP
    stopped = (beyond == 0) | (beyond >= MODULUS // 2)
    told = flows["seen"][:, other] & SEEN_ACK != 0
    found: NDArray[np.bool_] = told & stopped & (flows["hole_start"][:, side] != flows["hole_end"][:, side])
    return found


def hole_bytes(flows: FlowRows | FlowColumns, side: int) -> NDArray[np.int64]:
    """How many bytes the hole of each flow has."""
    missing: NDArray[np.int64] = (
        flows["hole_end"][:, side].astype(np.int64) - flows["hole_start"][:, side].astype(np.int64)
    ) & WRAP
    return missing
