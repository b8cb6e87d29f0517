"""Rows of evidence, one behind the other, as columns of fixed size: what the scan fills, and what is emptied at once.

A segment of TCP leaves the fields of every other protocol as they are, and those are blank: so a batch of nothing but
TCP costs neither time nor memory for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.compiled import Row, helper
from arpwatch_k8s.evidence.row import L2_CHANGE, ROW, TCP_RST, TCP_SYN

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Batch = dict[str, Any]
else:
    Batch = np.void

BATCH_ROWS: Final = 1 << 12

TCP_FIELDS: Final = (
    "time",
    "offset",
    "frame",
    "vlan",
    "eth_src",
    "eth_dst",
    "ip_src_hi",
    "ip_src_lo",
    "ip_dst_hi",
    "ip_dst_lo",
    "seq",
    "ack",
    "payload_len",
    "frame_len",
    "captured_len",
    "present",
    "ifindex",
    "interface",
    "sport",
    "dport",
    "flags",
    "kind",
    "ttl",
)
"""Fields that a row of TCP can have."""

SCRATCH_FIELDS: Final = frozenset({"capture", "direction"})
OTHER_FIELDS: Final = tuple(name for name in ROW.names or () if name not in {*TCP_FIELDS, *SCRATCH_FIELDS})
"""Fields that only rows of other protocols have."""

BATCH: Final = np.dtype([(name, ROW[name], (BATCH_ROWS,)) for name in (*TCP_FIELDS, *OTHER_FIELDS)], align=True)


def of_tcp(kinds: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which rows are of TCP: those too that say that another MAC sends or gets it."""
    found: NDArray[np.bool_] = (kinds >= TCP_SYN) & (kinds <= TCP_RST) | (kinds == L2_CHANGE)
    return found


def others(kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The places of the rows of other protocols than TCP."""
    return np.flatnonzero(~of_tcp(kinds))


def clear(batch: np.void, count: int) -> None:
    """Blank so many rows, as far as the next ones do not write over them."""
    written = others(batch["kind"][:count])
    if len(written):
        rows = written if len(written) < count >> 3 else slice(count)  # few by their places, else all
        for name in OTHER_FIELDS:
            batch[name][rows] = 0


@helper
def store_other(c: Batch, i: int, row: Row) -> None:
    """What a row of another protocol than TCP has beyond one of TCP."""
    c["sender_mac"][i] = row["sender_mac"]
    c["target_mac"][i] = row["target_mac"]
    c["sender_ip_hi"][i] = row["sender_ip_hi"]
    c["sender_ip_lo"][i] = row["sender_ip_lo"]
    c["target_ip_hi"][i] = row["target_ip_hi"]
    c["target_ip_lo"][i] = row["target_ip_lo"]
    c["gateway_hi"][i] = row["gateway_hi"]
    c["gateway_lo"][i] = row["gateway_lo"]
    c["quoted_src_hi"][i] = row["quoted_src_hi"]
    c["quoted_src_lo"][i] = row["quoted_src_lo"]
    c["quoted_dst_hi"][i] = row["quoted_dst_hi"]
    c["quoted_dst_lo"][i] = row["quoted_dst_lo"]
    c["quoted_seq"][i] = row["quoted_seq"]
    c["quoted_sport"][i] = row["quoted_sport"]
    c["quoted_dport"][i] = row["quoted_dport"]
    c["quoted_flags"][i] = row["quoted_flags"]
    c["quoted_ttl"][i] = row["quoted_ttl"]
    c["quoted_proto"][i] = row["quoted_proto"]
    c["addresses_at"][i] = row["addresses_at"]
    c["addresses_n"][i] = row["addresses_n"]
    c["opcode"][i] = row["opcode"]
    c["na_flags"][i] = row["na_flags"]
    c["icmp_type"][i] = row["icmp_type"]
    c["icmp_code"][i] = row["icmp_code"]
    c["vrid"][i] = row["vrid"]
    c["priority"][i] = row["priority"]
    c["vrrp_version"][i] = row["vrrp_version"]


@helper
def store(c: Batch, i: int, row: Row) -> None:
    """Copy a row into the columns; whatever only other protocols have must be blank there."""
    c["time"][i] = row["time"]
    c["offset"][i] = row["offset"]
    c["frame"][i] = row["frame"]
    c["vlan"][i] = row["vlan"]
    c["eth_src"][i] = row["eth_src"]
    c["eth_dst"][i] = row["eth_dst"]
    c["ip_src_hi"][i] = row["ip_src_hi"]
    c["ip_src_lo"][i] = row["ip_src_lo"]
    c["ip_dst_hi"][i] = row["ip_dst_hi"]
    c["ip_dst_lo"][i] = row["ip_dst_lo"]
    c["seq"][i] = row["seq"]
    c["ack"][i] = row["ack"]
    c["payload_len"][i] = row["payload_len"]
    c["frame_len"][i] = row["frame_len"]
    c["captured_len"][i] = row["captured_len"]
    c["present"][i] = row["present"]
    c["ifindex"][i] = row["ifindex"]
    c["interface"][i] = row["interface"]
    c["sport"][i] = row["sport"]
    c["dport"][i] = row["dport"]
    c["flags"][i] = row["flags"]
    c["kind"][i] = row["kind"]
    c["ttl"][i] = row["ttl"]
    if (row["kind"] < TCP_SYN or row["kind"] > TCP_RST) and row["kind"] != L2_CHANGE:
        store_other(c, i, row)
