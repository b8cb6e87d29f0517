"""How a connection hangs that was accepted: what the server's kernel said of what the client sent.

Fooled by: a capture whose acknowledgments were lost; a server that answers late (what it acknowledged has arrived).
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.diagnosis.signs.handshakes import unheard
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP

if TYPE_CHECKING:
    from numpy.typing import NDArray

HANDSHAKE: Final = 1
"""Frames of the server up to here are its SYN-ACK alone."""


class Form(Enum):
    """How connections hang."""

    HUNG = auto()
    """The request was acknowledged."""
    UNHEARD = auto()
    """The SYN-ACK was repeated: the client's acknowledgment never came."""
    LOST = auto()
    """The request was never acknowledged."""
    UNTOLD = auto()
    """Whether it was is not in the capture."""
    MIDWAY = auto()
    """Bytes had come through both ways before."""


def forms_of(waited: Connections) -> NDArray[np.int64]:
    """How each of some connections hangs: values of `Form`."""
    flows, known = waited.carried()
    shown = known & (flows["payload"][:, TO_VIP] > 0)
    return np.select(
        [
            unheard(waited),
            waited.column("outcome") == NUMBER[AttemptOutcome.STALLED_MIDWAY],
            ~shown,
            flows["frames"][:, FROM_VIP] > HANDSHAKE,
        ],
        [Form.UNHEARD.value, Form.MIDWAY.value, Form.UNTOLD.value, Form.HUNG.value],
        Form.LOST.value,
    )


def sent_bytes(waited: Connections) -> NDArray[np.int64]:
    """What the client asked with on each of some connections: its payload, repeats counted, or, where that was not
    captured, what its numbers tell."""
    flows, known = waited.carried()
    found = np.where(known, flows["payload"][:, TO_VIP], 0).astype(np.int64)
    for at in np.flatnonzero(found == 0).tolist():
        found[at] = waited[at].client_bytes or 0
    return found
