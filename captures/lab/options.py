"""Everything that a run can be told, in one frozen record.

Defaults are documentation addresses (RFC 5737, RFC 3849), so that a capture can be published as it is.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path

DOCUMENTATION_NETWORK = IPv4Network("192.0.2.0/24")
DOCUMENTATION_NETWORK_6 = IPv6Network("2001:db8::/64")

USUAL_SEED = 1
"Of the committed captures."

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """One run of one scenario."""

    scenario: str
    directory: Path
    seed: int
    "Of all chance in the run: when clients ask, which ports they do it from, what speakers do in which order."
    duration_s: float
    "Seconds of recorded load; building and taking down the segment come on top."
    prefix: str
    "Starts the name of every namespace of this run; two runs at once need two prefixes."

    network: IPv4Network = DOCUMENTATION_NETWORK
    nodes: int = 4
    network6: IPv6Network | None = None
    "Given, every host has an address in it as well."
    vips: tuple[Address, ...] = ()
    interface: str = "eth0"
    vlan: int | None = None
    "Given, the proxy's link is a trunk that carries the segment with this tag, and is captured as such."
    behind_router: bool = False
    "The proxy is in another network, and reaches the segment through a router."
    narrow_pod: bool = False
    "The second node has a pod, behind a link that is narrower than the segment."
    vantages: tuple[str, ...] = ("proxy",)
    "Where is captured: `proxy`, `proxy-any` (all interfaces of the proxy, cooked) or a node's name."

    service_port: int = 443
    second_port: int | None = None
    "Of another service at the same addresses."
    backend_port: int = 8443
    "Where the TLS server of each node listens: the DNAT target, the stand-in for a pod."
    proxy_port: int = 8080
    "Plain HTTP on the proxy's loopback, so that only upstream traffic crosses the captured interface."

    requests_per_s: float = 10.0
    "Upper bound: a client that waits for its answer sends nothing meanwhile."
    load: float = 1.0
    "How many times the scenario's own rate that is."
    clients: int = 16
    clients_keeping: int = 4
    "Of the clients, how many keep their connections, to the proxy and from there to the VIP."
    clients_downloading: int = 0
    "Of the others, how many ask for what takes seconds to come."
    clients_leaving: int = 0
    "Of the others, how many do that and go away before it has come."
    cookie_bytes: int = 0
    "Of the header that each request carries along; beyond a segment, a request is two frames or more."
    upstream_twice: bool = False
    "The proxy's upstreams name each service twice, as some do to have a request retried."
    connect_timeout_s: float = 5.0
    "Above 3.1 s, or nginx gives up before three unanswered ARP probes end in a host-unreachable."
    read_timeout_s: float = 5.0
    "How long the proxy waits for an answer, so that a hung backend is noticed within a short run."
    idle_timeout_s: float = 75.0
    "When the backends close a connection that nobody uses; nginx's own default."
    buffer_mib: int = 16
    "Of each recorder: enough for a machine that is busy otherwise."
    snaplen: int = 128
    "Ethernet, IP and TCP headers with all options and the start of TLS; keeps a run below a megabyte."
