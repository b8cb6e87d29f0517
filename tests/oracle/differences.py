"""Where our evidence knowingly differs from what Wireshark shows: mirrored, with reasons, in docs/differences.md."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.oracle.expected import EXTENSIONS, Row, Value, outermost
from tests.oracle.tshark import Fields, protocols

LATEST: Final = (1 << 63) - 1
ONE_SECOND: Final = 1_000_000_000
MAX_TAGS: Final = 4
DRARP_ERROR: Final = 7
VRRP: Final = "112"
EXTENSION_NUMBERS: Final = (0, 43, 44, 51, 60, 140)
CARP_COLUMNS: Final = ("vrrp_version", "vrrp_addresses", "priority")
ADDRESS_COLUMNS: Final = ("target_ip", "gateway", "quoted_src", "quoted_dst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One point in which a frame's row differs from Wireshark's.

    column: the column; None where one of the two has no row at all. `ours`, `theirs`: the rows, None where there is
    none. fields: what tshark printed of the frame, None where its filter did not match. counted: without a row of ours,
    whether the frame was counted as undecoded.
    """

    frame: int
    column: str | None
    ours: Row | None
    theirs: Row | None
    fields: Fields | None
    counted: bool = False

    @property
    def our_value(self) -> Value:
        return (self.ours or {}).get(self.column or "kind")

    @property
    def their_value(self) -> Value:
        return (self.theirs or {}).get(self.column or "kind")

    def __str__(self) -> str:
        path = protocols(self.fields) if self.fields else "not matched"
        what = self.column or "row"
        return f"frame {self.frame}: {what}: ours {self.our_value}, Wireshark's {self.their_value} ({path})"


def no_row(d: Difference) -> list[str]:
    """The protocols in Wireshark's dissection of a frame of which we have no row; empty for any other difference."""
    return protocols(d.fields).split(":") if d.ours is None and d.fields is not None else []


def is_too_deep(d: Difference) -> bool:
    names = no_row(d)
    return d.counted and sum(name in ("vlan", "ieee8021ad") for name in names) > MAX_TAGS


def is_undecoded(d: Difference) -> bool:
    return d.ours is None and d.counted and not is_too_deep(d)


def is_other_version(d: Difference) -> bool:
    names = no_row(d)
    layers = outermost(":".join(names))
    mixed = layers[:2] in (["ip", "icmpv6"], ["ipv6", "icmp"])
    return mixed or (layers[:1] == ["ip"] and any(name in EXTENSIONS - {"ah"} for name in names))


def is_vrrp_of_other_type(d: Difference) -> bool:
    return d.ours is None and d.fields is not None and d.fields["vrrp.type"] not in ([], ["1"])


def is_quoted_header_cut(d: Difference) -> bool:
    if d.ours is None or d.column is None or not d.column.startswith("quoted_"):
        return False
    return d.their_value is not None and not any(d.ours[name] is not None for name in d.ours if "quoted_" in name)


def is_quoted_deeper(d: Difference) -> bool:
    if d.ours is None or d.column is None or not d.column.startswith("quoted_") or d.our_value is None:
        return False
    return d.their_value is None or (d.column == "quoted_proto" and d.their_value in EXTENSION_NUMBERS)


def is_unspecified(d: Difference) -> bool:
    return d.column in ADDRESS_COLUMNS and d.our_value is None and d.their_value == "::"


def is_payload_of_fragment(d: Difference) -> bool:
    return d.column == "payload_len" and d.their_value is None


def is_drarp_error(d: Difference) -> bool:
    return d.column == "target_ip" and d.their_value is None and d.ours is not None and d.ours["opcode"] == DRARP_ERROR


def is_other_hardware(d: Difference) -> bool:
    return d.their_value is None and d.column in (None, "opcode") and (d.ours or {}).get("kind") == "arp_other"


def is_option(d: Difference) -> bool:
    if d.theirs is not None or d.fields is None:
        return False
    names = protocols(d.fields).split(":")
    return names[-1] in ("ip", "ipv6") or any(name in EXTENSIONS for name in names)


def is_guess(d: Difference) -> bool:
    return (
        d.fields is not None and no_row(d)[-1:] == ["carp"] and VRRP not in d.fields["ip.proto"] + d.fields["ipv6.nxt"]
    )


def is_null_family(d: Difference) -> bool:
    return no_row(d)[:1] == ["null"] and not d.counted


def is_carp(d: Difference) -> bool:
    carp = d.ours is not None and d.ours["vrrp_version"] == 0
    return carp and d.theirs is not None and d.theirs["vrrp_version"] == 2 and d.column in CARP_COLUMNS


def is_late(d: Difference) -> bool:
    if d.column != "time" or not isinstance(d.our_value, int) or not isinstance(d.their_value, int):
        return False
    return d.their_value > LATEST >= d.our_value > LATEST - ONE_SECOND


KNOWN: Final[dict[str, Callable[[Difference], bool]]] = {
    "undecoded": is_undecoded,
    "vlan-depth": is_too_deep,
    "other-ip-version": is_other_version,
    "vrrp-type": is_vrrp_of_other_type,
    "quoted-header-cut": is_quoted_header_cut,
    "quoted-deeper": is_quoted_deeper,
    "unspecified-address": is_unspecified,
    "fragment-payload": is_payload_of_fragment,
    "drarp-error": is_drarp_error,
    "arp-other": is_other_hardware,
    "options": is_option,
    "carp-guess": is_guess,
    "null-family": is_null_family,
    "carp": is_carp,
    "late": is_late,
}
"""Name of a difference, as docs/differences.md lists it -> whether a difference is of that kind."""


def name_of(difference: Difference) -> str | None:
    """The name under which a difference is known, None for one that is not."""
    return next((name for name, holds in KNOWN.items() if holds(difference)), None)
