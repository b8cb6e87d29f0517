"""What a voice says beside its announcements: lengths of frames, forms, how it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import OVERRIDE, TARGET_OPTION
from arpwatch_k8s.correlator.ownership.hosts import SHORTEST_ON_WIRE
from arpwatch_k8s.evidence.row import NA
from arpwatch_k8s.speakers.signature import Form
from arpwatch_k8s.speakers.voice import Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a voice says that is no announcement, looked up once for all signatures."""

    padded: bool
    """Whether announcements are as long as the wire makes them, from a host whose frames are seen before."""
    short: bool
    """Whether announcements are shorter than that."""
    to_nobody: bool
    """Whether it announces by request with no target MAC."""
    answers_padded: bool
    """The same two of its answers."""
    answers_short: bool
    """Whether those are shorter."""
    override: bool | None
    """Whether its answers in neighbor discovery override; None where none tells."""


def beside_of(voice: Voice) -> Beside:
    """What a voice says that is no announcement."""
    claims = voice.claims
    lengths, answered = claims["length"][claims_of(voice)], claims["length"][voice.answered]
    solicited = claims.take(voice.answered[claims["kind"][voice.answered] == NA])
    overriding = solicited["flags"] & OVERRIDE != 0
    weak = ~overriding & (solicited["options"] & TARGET_OPTION != 0)
    return Beside(
        padded=voice.unpadded and bool((lengths >= SHORTEST_ON_WIRE).any()),
        short=bool(((lengths > 0) & (lengths < SHORTEST_ON_WIRE)).any()),
        to_nobody=bool((voice.events["form"] == Form.REQUEST_NONE).any()),
        answers_padded=voice.unpadded and bool((answered >= SHORTEST_ON_WIRE).any()),
        answers_short=bool(((answered > 0) & (answered < SHORTEST_ON_WIRE)).any()),
        override=True if overriding.any() else False if weak.any() else None,
    )


def claims_of(voice: Voice) -> NDArray[np.int64]:
    """The claims that a voice's announcements by ARP begin with."""
    rows: NDArray[np.int64] = voice.events["row"][voice.events["form"] < Form.ND_OWN_SOURCE]
    return rows
