"""The evidence table's documentation as Markdown, from the code that makes it: `docs/columns.md`."""

from collections.abc import Iterator

from arpwatch_k8s.evidence.frame import COLUMNS, FLOW_COLUMNS
from arpwatch_k8s.wording.kinds import KINDS

MEANINGS = {
    "arp_request": "an ordinary who-has; sent *from* a VIP it proves that its sender's kernel owns it",
    "arp_reply": "an answer; also one with sender = target address whose target MAC is somebody else's",
    "arp_probe": "who-has from 0.0.0.0 (RFC 5227): a question, never a claim",
    "arp_announcement": "gratuitous: a request, or a reply that answers nobody, with sender = target address",
    "arp_other": "RARP, InARP, ARP of other hardware: the operation alone",
    "ns": "neighbor solicitation",
    "na": "neighbor advertisement; unsolicited ones go to ff02::1",
    "nd_redirect": "ICMPv6 redirect",
    "icmp_unreachable": "destination unreachable, ICMP type 3 or ICMPv6 type 1",
    "icmp_redirect": "ICMP redirect, type 5",
    "icmp_time_exceeded": "time exceeded, ICMP type 11 or ICMPv6 type 3",
    "tcp_syn": "SYN without ACK",
    "tcp_synack": "SYN with ACK",
    "tcp_fin": "FIN, neither SYN nor RST",
    "tcp_rst": "RST, whatever else is set",
    "vrrp": "VRRP or CARP advertisement",
    "l2_change": "a segment of a VIP's connection whose MAC is not the last of that direction, or of its sender",
    "tcp_flow": "what a connection of a VIP carried, at the time and frame of its last segment",
}


def markdown() -> str:
    """The page."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    """Line by line."""
    yield from (
        "# The evidence table",
        "",
        "One row a frame that can prove something, as `arpwatch-k8s evidence` writes it and `Analysis.evidence` has.",
        "TCP rows are those of the VIPs; a connection that left the flow table early has several `tcp_flow` rows,",
        "whose sums, minima and maxima merge. What a kind does not have is empty, None, NaT or `<NA>`.",
        "",
        "| column | meaning |",
        "|---|---|",
    )
    for column in COLUMNS:
        yield f"| `{column.name}` | {column.meaning} |"
    yield from ("", "Of `tcp_flow` rows alone:", "", "| column | meaning |", "|---|---|")
    for flow in FLOW_COLUMNS:
        yield f"| `{flow.name}` | {flow.meaning} |"
    yield from (
        "",
        "## Kinds",
        "",
        "One kind a frame; of TCP, reset before SYN before FIN before `l2_change`. A kind is that of the outermost",
        "packet: what an ICMP error quotes or a tunnel carries is not on this segment.",
        "",
        "| kind | the frame |",
        "|---|---|",
    )
    for kind in KINDS[1:]:
        yield f"| `{kind}` | {MEANINGS[kind]} |"
