"""Evidence as a DataFrame, for users: `COLUMNS` says what each column holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence.flow import FROM_VIP, NO_TIME, TO_VIP, FlowRows, as_rows
from arpwatch_k8s.evidence.row import (
    HAS_ICMP,
    HAS_NA,
    HAS_OPCODE,
    HAS_PRIORITY,
    HAS_QUOTED,
    HAS_QUOTED_FLAGS,
    HAS_QUOTED_PORTS,
    HAS_QUOTED_SEQ,
    HAS_TCP,
    HAS_TTL,
    HAS_VRRP,
)
from arpwatch_k8s.evidence.table import DTYPES, Evidence, mac_text, vlan_text
from arpwatch_k8s.wording.kinds import KINDS

if TYPE_CHECKING:
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray

ALWAYS: Final = 0


@dataclass(frozen=True, slots=True)
class Column:
    """One public column: where its values come from, and what they mean."""

    name: str
    """Its name."""
    form: str
    """What it holds: time, category forms (kind, capture, mac, address, vlan), addresses (a list) or integer."""
    meaning: str
    """What it means, for people."""
    present: int = ALWAYS
    """The bit without which an integer is missing; ALWAYS where none is."""


COLUMNS: Final = (
    Column("time", "time", "capture timestamp, UTC, ns; if_tsresol and if_tsoffset of pcapng applied"),
    Column("capture", "capture", "short unique name of the capture; its path is in `captures`"),
    Column(
        "frame",
        "integer",
        "frame number from 1, as Wireshark's frame.number; of printed frames their line",
    ),
    Column("interface", "integer", "pcapng interface id, 0 in pcap"),
    Column("ifindex", "integer", "the kernel's interface index in a cooked v2 capture, else 0"),
    Column("offset", "integer", "byte offset of the record or block in the (decompressed) file; 0 for printed frames"),
    Column("kind", "kind", "what the frame is evidence of"),
    Column("vlan", "vlan", "VLAN ids, outer first: '', '200', '100.200'"),
    Column("eth_src", "mac", "source MAC of the frame"),
    Column("eth_dst", "mac", "destination MAC of the frame; cooked captures have none"),
    Column("ip_src", "address", "source address of the IP packet"),
    Column("ip_dst", "address", "destination address of the IP packet"),
    Column("ttl", "integer", "TTL or hop limit", HAS_TTL),
    Column("opcode", "integer", "ARP operation", HAS_OPCODE),
    Column("sender_mac", "mac", "ARP sender hardware address; NDP source link-layer option"),
    Column("sender_ip", "address", "ARP sender protocol address"),
    Column("target_mac", "mac", "ARP target hardware address; NDP target link-layer option"),
    Column("target_ip", "address", "ARP target protocol address; NDP target; ND redirect's destination"),
    Column("na_flags", "integer", "neighbor advertisement: router 4, solicited 2, override 1", HAS_NA),
    Column("icmp_type", "integer", "ICMP or ICMPv6 type", HAS_ICMP),
    Column("icmp_code", "integer", "ICMP or ICMPv6 code", HAS_ICMP),
    Column("gateway", "address", "redirect: the router to use instead"),
    Column("quoted_src", "address", "source of the packet that an ICMP error quotes"),
    Column("quoted_dst", "address", "its destination"),
    Column("quoted_ttl", "integer", "its TTL as its reporter had it", HAS_QUOTED),
    Column("quoted_proto", "integer", "its IP protocol", HAS_QUOTED),
    Column("quoted_sport", "integer", "its source port", HAS_QUOTED_PORTS),
    Column("quoted_dport", "integer", "its destination port", HAS_QUOTED_PORTS),
    Column("quoted_seq", "integer", "its TCP sequence number", HAS_QUOTED_SEQ),
    Column("quoted_flags", "integer", "its TCP flags, as `flags`", HAS_QUOTED_FLAGS),
    Column("sport", "integer", "TCP source port", HAS_TCP),
    Column("dport", "integer", "TCP destination port", HAS_TCP),
    Column("seq", "integer", "TCP sequence number, absolute", HAS_TCP),
    Column("ack", "integer", "TCP acknowledgment number, absolute", HAS_TCP),
    Column(
        "flags", "integer", "TCP flags: FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128, AE 256", HAS_TCP
    ),
    Column("payload_len", "integer", "TCP payload on the wire, bytes", HAS_TCP),
    Column("vrid", "integer", "VRRP virtual router id; CARP virtual host id", HAS_VRRP),
    Column("priority", "integer", "VRRP priority; 0 gives up; CARP has none", HAS_PRIORITY),
    Column("vrrp_version", "integer", "2 or 3; 0 is CARP", HAS_VRRP),
    Column("vrrp_addresses", "addresses", "addresses that a VRRP advertisement lists"),
    Column("frame_len", "integer", "bytes on the wire; 0 for `tcp_flow`, and where they were not printed"),
    Column("captured_len", "integer", "bytes captured; 0 for `tcp_flow` and printed frames"),
)


@dataclass(frozen=True, slots=True)
class FlowColumn:
    """A public column of `tcp_flow` rows alone."""

    name: str
    """Its name."""
    field: str
    """The field of `FLOW` that it is read from."""
    direction: int
    """Which way: `TO_VIP` or `FROM_VIP`."""
    meaning: str
    """What it means, for people."""


FLOW_COLUMNS: Final = tuple(
    FlowColumn(f"{name}_{way}", field, direction, f"{meaning} {words}")
    for name, field, meaning in (
        ("frames", "frames", "segments"),
        ("bytes", "payload", "payload bytes, retransmitted ones included, keep-alive probes not,"),
        ("first_payload", "payload_first", "time of the first payload"),
        ("last_payload", "payload_last", "time of the last payload"),
        ("after_fin", "after_fin", "payload bytes behind the other side's FIN"),
    )
    for direction, way, words in ((TO_VIP, "to_vip", "to the VIP"), (FROM_VIP, "from_vip", "from the VIP"))
)


def to_frame(evidence: Evidence, captures: Sequence[str], flows: FlowRows | None = None) -> pd.DataFrame:
    """One row a frame, with `COLUMNS`; what a kind does not have is None, NaT or <NA>. `captures` are names by index.

    With `flows` (records of `FLOW`), their rows stand among the others by time, and `FLOW_COLUMNS` are there too.
    """
    import pandas as pd

    if flows is None:
        return pd.DataFrame({column.name: values(evidence, column, captures) for column in COLUMNS})
    beside = as_rows(flows, evidence.addresses)
    both = Evidence({name: np.concatenate([evidence[name], beside[name]]) for name in DTYPES}, evidence.addresses)
    order = np.lexsort((both["kind"], both["frame"], both["capture"], both["time"]))
    which = np.concatenate([np.full(len(evidence), -1), np.arange(len(flows))])[order]
    rows = both.take(order)
    columns = {column.name: values(rows, column, captures) for column in COLUMNS}
    columns |= {column.name: flow_values(flows, which, column) for column in FLOW_COLUMNS}
    return pd.DataFrame(columns)


def flow_values(flows: FlowRows, which: NDArray[Any], column: FlowColumn) -> Any:  # noqa: ANN401 - a pandas array
    """One column of flows: their values where `which` names one, missing elsewhere."""
    import pandas as pd

    there = which >= 0
    if column.field in ("payload_first", "payload_last"):
        times = np.full(len(which), NO_TIME)
        carried = which[there][flows["payload"][which[there], column.direction] > 0]
        times[np.isin(which, carried)] = flows[column.field][carried, column.direction]
        return pd.DatetimeIndex(times.view("M8[ns]")).tz_localize("UTC")
    numbers = np.zeros(len(which), np.uint64)
    numbers[there] = flows[column.field][which[there], column.direction]
    return pd.arrays.IntegerArray(numbers, ~there)


def values(evidence: Evidence, column: Column, captures: Sequence[str]) -> Any:  # noqa: ANN401 - any pandas array
    """One column's values."""
    import pandas as pd

    raw = evidence[column.name]
    if column.form == "time":
        return pd.DatetimeIndex(raw.view("M8[ns]")).tz_localize("UTC")
    if column.form == "integer":
        missing = np.zeros(len(raw), bool) if column.present == ALWAYS else evidence["present"] & column.present == 0
        return pd.arrays.IntegerArray(raw.copy(), missing) if missing.any() else raw
    if column.form == "addresses":
        texts = [[evidence.addresses.text(code) for code in group] for group in evidence.addresses.groups]
        return pd.Series([texts[code] if code >= 0 else None for code in raw.tolist()], dtype=object)
    text: dict[str, Callable[[int], str | None]] = {
        "kind": KINDS.__getitem__,
        "capture": captures.__getitem__,
        "mac": mac_text,
        "vlan": vlan_text,
        "address": evidence.addresses.text,
    }
    return categories(raw, text[column.form])


def categories(raw: NDArray[Any], text: Callable[[int], str | None]) -> pd.Categorical:
    """Values as a categorical of their texts; None is missing."""
    import pandas as pd

    unique, inverse = np.unique(raw, return_inverse=True)
    texts = [text(value) for value in unique.tolist()]
    names = [name for name in texts if name is not None]
    code_of = {name: code for code, name in enumerate(names)}
    codes = np.array([-1 if name is None else code_of[name] for name in texts], np.int32)
    return pd.Categorical.from_codes(codes[inverse], categories=pd.Index(names, dtype=object))
