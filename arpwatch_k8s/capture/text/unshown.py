"""Evidence without what the print did not show: what was filled in for the decoders is taken out again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.capture.text.printed import (
    NO_FLAGS,
    NO_GATEWAY,
    NO_LENGTH,
    NO_QUOTE,
    NO_QUOTED_SOURCE,
    NO_SENDER_MAC,
    NO_TARGET_IP,
    NO_TARGET_MAC,
    NO_TTL,
    Form,
)
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.row import HAS_NA, HAS_QUOTED, HAS_TTL
from arpwatch_k8s.evidence.table import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLANKED: Final = (
    (NO_TTL, ("ttl",), HAS_TTL, 0),
    (NO_LENGTH, ("frame_len",), 0, 0),
    (NO_SENDER_MAC, ("sender_mac",), 0, 0),
    (NO_TARGET_MAC, ("target_mac",), 0, 0),
    (NO_TARGET_IP, ("target_ip",), 0, NO_ADDRESS),
    (NO_QUOTE, ("quoted_ttl", "quoted_proto"), HAS_QUOTED, 0),
    (NO_QUOTED_SOURCE, ("quoted_src",), 0, NO_ADDRESS),
    (NO_FLAGS, ("na_flags",), HAS_NA, 0),
    (NO_GATEWAY, ("gateway",), 0, NO_ADDRESS),
)
"""What is not shown: its columns, its bit of `present`, what stands for nothing."""


def shown(evidence: Evidence, forms: Sequence[Form]) -> Evidence:
    """The rows as they were printed; `forms` are what their interfaces stand for."""
    columns: dict[str, NDArray[Any]] = dict(evidence.columns)
    missing = np.array([form.missing for form in forms], np.uint32)[evidence["interface"]]
    present = evidence["present"].copy()
    for bit, names, has, nothing in BLANKED:
        gone = missing & bit != 0
        if not gone.any():
            continue
        for name in names:
            columns[name] = np.where(gone, np.array(nothing, columns[name].dtype), columns[name])
        if has:
            present[gone] &= np.uint32(~has & 0xFFFFFFFF)
    columns["present"] = present
    for name in ("interface", "offset", "captured_len"):
        columns[name] = np.zeros(len(evidence), columns[name].dtype)
    return Evidence(columns, evidence.addresses)


def shown_flows(flows: list[NDArray[Any]]) -> list[NDArray[Any]]:
    """Flows of one interface, as all of a print are."""
    for some in flows:
        some["interface"] = 0
    return flows
