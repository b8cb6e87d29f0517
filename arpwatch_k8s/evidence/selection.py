"""Rows picked from the evidence: by kind, by address, by time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.flow import FlowRows, as_rows
from arpwatch_k8s.evidence.table import ADDRESS_COLUMNS, Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to keep; an empty part keeps all."""

    kinds: Collection[int] = ()
    """Kinds, as numbers."""
    addresses: Collection[str] = ()
    """Addresses, as text, of which a row names one."""
    start: int | None = None
    """The first time, ns UTC."""
    end: int | None = None
    """The last time, ns UTC; still kept."""

    def mask(self, evidence: Evidence) -> NDArray[np.bool_]:
        """Which rows are kept. ValueError: an address is none."""
        kept = np.ones(len(evidence), bool)
        if self.kinds:
            kept &= np.isin(evidence["kind"], np.array(sorted(self.kinds), np.uint8))
        if self.addresses:
            kept &= names(evidence, [evidence.addresses.find(text) for text in self.addresses])
        if self.start is not None:
            kept &= evidence["time"] >= self.start
        if self.end is not None:
            kept &= evidence["time"] <= self.end
        return kept

    def pick(self, evidence: Evidence, flows: FlowRows) -> tuple[Evidence, FlowRows]:
        """The rows and flows that are kept. ValueError: an address is none."""
        kept = self.mask(as_rows(flows, evidence.addresses))
        return evidence.take(self.mask(evidence)), flows[kept]


def names(evidence: Evidence, codes: Collection[int]) -> NDArray[np.bool_]:
    """Rows that name one of the addresses anywhere, in a VRRP list too."""
    wanted = [code for code in codes if code != NO_ADDRESS]
    named: NDArray[np.bool_] = np.zeros(len(evidence), bool)
    for column in ADDRESS_COLUMNS:
        named |= np.isin(evidence[column], wanted)
    return named | np.isin(evidence["vrrp_addresses"], evidence.addresses.groups_with(wanted))
