"""Everything that a run can be told, in one frozen record.

Defaults are documentation addresses (RFC 5737), so that a capture can be published as it is.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

DOCUMENTATION_NETWORK = IPv4Network("192.0.2.0/24")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One run of one scenario."""

    scenario: str
    directory: Path
    seed: int
    duration_s: float
    "Seconds of recorded load; building and taking down the segment come on top."
    prefix: str
    "Starts the name of every namespace of this run; two runs at once need two prefixes."

    network: IPv4Network = DOCUMENTATION_NETWORK
    nodes: int = 4
    vips: tuple[IPv4Address, ...] = ()
    interface: str = "eth0"

    service_port: int = 443
    backend_port: int = 8443
    "Where the TLS server of each node listens: the DNAT target, the stand-in for a pod."
    proxy_port: int = 8080
    "Plain HTTP on the proxy's loopback, so that only upstream traffic crosses the captured interface."

    requests_per_s: float = 10.0
    "Upper bound: a client that waits for its answer sends nothing meanwhile."
    clients: int = 16
    clients_keeping: int = 4
    "Of the clients, how many keep their connections, to the proxy and from there to the VIP."
    connect_timeout_s: float = 5.0
    "Above 3.1 s, or nginx gives up before three unanswered ARP probes end in a host-unreachable."
    snaplen: int = 128
    "Ethernet, IP and TCP headers with all options and the start of TLS; keeps a run below a megabyte."
