"""One connection to a VIP, as a record for what a person will read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import FAILED, AttemptOutcome
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One SYN."""

    time: int
    """When it was sent, ns UTC."""
    mac: int
    """The MAC that it was sent to; 0 where the capture does not say."""
    ttl: int
    """Its TTL, or hop limit."""
    frame: FrameRef
    """Where it is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Connection:
    """One attempt to connect to a VIP, and what became of it."""

    number: int = -1
    """Its place in its source; -1 where it was made by itself."""
    vip: int
    """The VIP; an address code of the evidence."""
    port: int
    """The VIP's port."""
    segment: Segment
    """Where it was seen."""
    sender: int
    """The client; an address code of the evidence."""
    sender_mac: int
    """The MAC that the client's frames came from."""
    sender_port: int
    """The client's port."""
    isn: int
    """The client's initial sequence number; -1 where its beginning was not seen."""
    start: int
    """When it began, ns UTC."""
    tries: tuple[Try, ...] = ()
    """Its SYNs, in order; none where its beginning was not seen."""
    answer_time: int | None = None
    """When the SYN-ACK came, ns UTC; None where none did."""
    answer_mac: int = 0
    """The MAC that the SYN-ACK came from; 0 where there is none."""
    answer_ttl: int = 0
    """The TTL, or hop limit, of the SYN-ACK; 0 where there is none."""
    answer_frame: FrameRef | None = None
    """The SYN-ACK."""
    answers: int = 0
    """How many SYN-ACKs came."""
    server_isn: int | None = None
    """The server's initial sequence number; None without a SYN-ACK."""
    server_bytes: int | None = None
    """Bytes that the server had sent where it ended; None where that cannot be told."""
    client_bytes: int | None = None
    """Bytes that the client had sent where it closed; None where it did not."""
    macs: tuple[int, ...] = ()
    """The MACs that the server side sent from, in order of appearance."""
    outcome: AttemptOutcome
    """How it ended."""
    end: int | None = None
    """When it ended, ns UTC; None where it had not."""
    end_frame: FrameRef | None = None
    """The frame that shows its end."""
    broke: int | None = None
    """Since when it was failing, if it did, ns UTC: since its start, or later where it had been served until then."""
    reporter: int = 0
    """The MAC that sent the ICMP error or the reset which ended it; 0 where none did."""
    reporter_ttl: int = 0
    """The TTL, or hop limit, of that frame."""
    refused_by_reset: bool = False
    """Whether a reset answered its SYN."""
    closed: int | None = None
    """When the server first closed, ns UTC; None where it did not."""
    closed_frame: FrameRef | None = None
    """The frame that shows that."""
    crossed: bool = False
    """Whether what the server then reset had been sent before its close arrived."""
    flow: np.void | None = None
    """What it carried: a `FLOW` record; None where nothing of it was seen."""

    @property
    def shown(self) -> FrameRef | None:
        """Where its outcome shows: the frame that ended it, else the last of what it carried, else its last SYN."""
        if self.end_frame is not None:
            return self.end_frame
        if self.flow is not None:
            return FrameRef(int(self.flow["capture"]), int(self.flow["last_frame"]))
        return self.tries[-1].frame if self.tries else None

    @property
    def delayed(self) -> bool:
        """Whether its SYN had to be retried."""
        return len(self.tries) > 1

    @property
    def failed(self) -> bool:
        """Whether it failed, and not by the client's own doing."""
        return self.outcome in FAILED

    @property
    def moved(self) -> bool:
        """Whether the server side sent from more than one MAC."""
        return len(self.macs) > 1
