"""How a connection hangs that was accepted: what the server's kernel said of what the client sent.

Fooled by: a capture whose acknowledgments were lost; a server that answers late (what it acknowledged has arrived).
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.diagnosis.signs.handshakes import unheard
from arpwatch_k8s.evidence.flow import FROM_VIP, TO_VIP

if TYPE_CHECKING:
    import numpy as np
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


def forms_of(waited: Connections) -> list[Form]:
    """How each of some connections hangs."""
    midway = waited.column("outcome") == NUMBER[AttemptOutcome.STALLED_MIDWAY]
    repeated: NDArray[np.bool_] = unheard(waited)
    return [
        Form.UNHEARD
        if again
        else Form.MIDWAY
        if late
        else Form.UNTOLD
        if not shows_payload(one)
        else Form.HUNG
        if one.flow is not None and one.flow["frames"][FROM_VIP] > HANDSHAKE
        else Form.LOST
        for one, late, again in zip(waited, midway.tolist(), repeated.tolist(), strict=True)
    ]


def sent_bytes(one: Connection) -> int:
    """What the client asked with: its payload, repeats counted, or, where that was not captured, what its numbers
    tell."""
    payload = int(one.flow["payload"][TO_VIP]) if one.flow is not None else 0
    return payload or one.client_bytes or 0


def shows_payload(one: Connection) -> bool:
    """Whether the client's payload is in the capture: one of SYN, FIN and RST alone has none."""
    return one.flow is not None and bool(one.flow["payload"][TO_VIP])
