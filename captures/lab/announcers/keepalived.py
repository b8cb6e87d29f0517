"""The real keepalived on a node: its configuration and its command line.

Every node is a BACKUP by configuration and its priority decides, as in most clusters. An IPv6 VIP takes a group of
its own, in VRRP version 3 (RFC 9568); one group may not mix the two.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address
from pathlib import Path

from captures.lab.options import Address

PROTOCOL = 112
"VRRP's, in IPv4 as in IPv6."
CONFIGURATION = """
global_defs {{
    router_id {name}
    vrrp_version {version}
}}
vrrp_instance VI_1 {{
    state BACKUP
    interface {interface}
    virtual_router_id {vrid}
    priority {priority}
    advert_int {advert_s}
    garp_master_refresh {refresh_s}
    virtual_ipaddress {{
        {addresses}
    }}
}}
"""


def configuration(
    name: str, *, interface: str, vrid: int, priority: int, advert_s: int, refresh_s: int, vips: Sequence[Address]
) -> str:
    """What keepalived reads; `vips` are all of one family. A master advertises every `advert_s`, and announces again
    every `refresh_s`, 0 for never."""
    return CONFIGURATION.format(
        name=name,
        interface=interface,
        version=2 if isinstance(vips[0], IPv4Address) else 3,
        vrid=vrid,
        priority=priority,
        advert_s=advert_s,
        refresh_s=refresh_s,
        addresses="\n        ".join(f"{vip}/{vip.max_prefixlen}" for vip in vips),
    )


def command(directory: Path) -> tuple[str, ...]:
    """How it is run in the foreground, with its log on the standard output and nothing outside `directory`."""
    pids = ("-p", str(directory / "keepalived.pid"), "-r", str(directory / "vrrp.pid"))
    return ("keepalived", "-n", "-l", "-D", "-P", "-f", str(directory / "keepalived.conf"), *pids)
