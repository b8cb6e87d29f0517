"""What the kinds of evidence are called: in the table, and by `--kind`.

They are here, and not beside the row that has their numbers, because a shell that completes them waits for NumPy there.
"""

from typing import Final

KINDS: Final = (
    "",
    "arp_request",
    "arp_reply",
    "arp_probe",
    "arp_announcement",
    "arp_other",
    "ns",
    "na",
    "nd_redirect",
    "icmp_unreachable",
    "icmp_redirect",
    "icmp_time_exceeded",
    "tcp_syn",
    "tcp_synack",
    "tcp_fin",
    "tcp_rst",
    "vrrp",
    "l2_change",
    "tcp_flow",
)
"""By their numbers in a row; 0 is none."""
