"""What is correlated together: the rows of one view of a segment, and what is known beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.flow import FLOW, FlowRows
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.thresholds import Thresholds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """Evidence with all that correlating it takes."""

    evidence: Evidence
    """Rows in time order."""
    inventory: Inventory
    """Which MACs are one node's."""
    vips: Sequence[int]
    """The VIPs to look at, as address codes of the evidence."""
    vantages: Sequence[Sequence[int]] = ((0,),)
    """The captures by the host that took them."""
    flows: FlowRows = field(default_factory=lambda: np.zeros(0, FLOW))
    """`FLOW` records."""
    end: int
    """The last time seen, ns UTC: what was not answered until then is unanswered."""
    thresholds: Thresholds
    """What judgments rest on."""
    view: int = 0
    """The index of the view among the result's views."""
