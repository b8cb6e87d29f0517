"""The parts that readings of captures gave, and what they are together.

A part knows nothing of the others, so it may have been made elsewhere, or be kept: what all of them hold is found here
alone, whoever read them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.capture.described import of_both, of_thinned
from arpwatch_k8s.capture.source import Source
from arpwatch_k8s.capture.sources import Sources
from arpwatch_k8s.capture.thinning import thinned
from arpwatch_k8s.evidence.batch import of_tcp
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.presence import PRESENCE
from arpwatch_k8s.evidence.table import Evidence, gather, joined
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped
from arpwatch_k8s.wire.wanted import MAX_VIPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

Discover = Callable[[Evidence, "NDArray[Any]"], Sequence[int]]
"""From control rows and endpoint counts to the VIPs' numbers, the most telling first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one reading of one capture gave."""

    evidence: Evidence
    flows: list[NDArray[Any]]
    endpoints: NDArray[Any]
    presence: NDArray[Any]
    info: CaptureInfo
    connections: int | None = None
    """How many connections its TCP rows are about at most; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What all captures hold, and what each capture was.

    evidence: rows in time order; flows: `FLOW` records of VIP connections that carried payload; endpoints: `ENDPOINT`
    counts by address and minute; presence: `PRESENCE` stretches; captures: in the order of their first packets, as are
    sources; skipped: what folders held beside captures; vips: numbers of the VIPs whose segments
    were kept, rising where they were found, None where those of every address were; vips_left: how many more were
    found than can be looked at.
    """

    evidence: Evidence
    flows: NDArray[Any]
    endpoints: NDArray[Any]
    presence: NDArray[Any]
    captures: tuple[CaptureInfo, ...]
    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...]
    vips: tuple[int, ...] | None
    vips_left: int = 0


def nothing(skipped: Sequence[Skipped]) -> Loaded:
    """What there is where no capture is."""
    return Loaded(
        evidence=gather([]),
        flows=np.zeros(0, FLOW),
        endpoints=np.zeros(0, ENDPOINT),
        presence=np.zeros(0, PRESENCE),
        captures=(),
        sources=(),
        skipped=tuple(skipped),
        vips=None,
    )


def vips_of(parts: Sequence[Part], discover: Discover) -> tuple[list[int], int]:
    """The VIPs that `discover` finds in the first readings, their numbers rising; how many more there are than can be
    looked at."""
    found = discover(gather([part.evidence for part in parts]), endpoints_of(parts))
    return sorted(found[:MAX_VIPS]), len(found[MAX_VIPS:])


def endpoints_of(parts: Sequence[Part]) -> NDArray[Any]:
    """The endpoint counts of all parts."""
    return np.concatenate([np.zeros(0, ENDPOINT), *(part.endpoints for part in parts)])


def put_together(
    first: Sequence[Part],
    again: Sequence[Part],
    found: Sources,
    *,
    vips: tuple[int, ...] | None,
    vips_left: int = 0,
    about_vips: bool,
) -> Loaded:
    """What the first readings of some sources and, for what turned out to be VIPs, those `again` of the first of them
    hold together. The parts are used up. `about_vips`: whether the TCP of other addresses is to be let go of."""
    endpoints = endpoints_of(first)
    most = connections_of([*first, *again])
    parts = [part for pair in zip_longest(first, again) for part in pair if part is not None]
    flows = taken_flows(parts)
    evidence = gather([part.evidence for part in parts], using_up=True)
    kept = thinned(about(evidence, vips) if about_vips else evidence, flows, at_most=most)
    del evidence, flows
    infos = (of_both(part.info, None if then is None else then.info) for part, then in zip_longest(first, again))
    return Loaded(
        evidence=kept.evidence,
        flows=kept.flows,
        endpoints=endpoints,
        presence=np.concatenate([np.zeros(0, PRESENCE), *(part.presence for part in parts)]),
        captures=tuple(
            of_thinned(info, kept.one_of, kept.left_out.get(number, 0)) for number, info in enumerate(infos)
        ),
        sources=found.sources,
        skipped=found.skipped,
        vips=vips,
        vips_left=vips_left,
    )


def connections_of(parts: Sequence[Part]) -> int | None:
    """How many connections the TCP rows of all parts are about at most; None where that is not known."""
    known = [part.connections for part in parts if part.connections is not None]
    return sum(known) if len(known) == len(parts) else None


def taken_flows(parts: Sequence[Part]) -> NDArray[Any]:
    """The flows of all parts, which hold them no longer: memory is to hold them once."""
    several = [flow for part in parts for flow in part.flows]
    for part in parts:
        part.flows.clear()
    return joined(several) if several else np.zeros(0, FLOW)


def about(evidence: Evidence, vips: Sequence[int] | None) -> Evidence:
    """The rows without the TCP of addresses other than the VIPs (which a pipe, or who wanted more VIPs, kept)."""
    codes = [evidence.addresses.intern(vip) for vip in vips or ()]
    tcp = of_tcp(evidence["kind"])
    others = tcp & ~np.isin(evidence["ip_src"], codes) & ~np.isin(evidence["ip_dst"], codes)
    return evidence.take(~others) if others.any() else evidence
