"""Configurations of two hosts, in which a test changes one line."""

from __future__ import annotations

GENERAL = "global_defs {\n    vrrp_higher_prio_send_advert true\n}\n"


def instance(
    *lines: str, name: str = "VI_1", general: str = GENERAL, vips: tuple[str, ...] = ("192.0.2.80/24",)
) -> str:
    """A configuration of one vrrp_instance, whose own lines begin at line 5."""
    inside = "\n        ".join(vips)
    inner = "".join(f"    {line}\n" for line in lines)
    return f"{general}vrrp_instance {name} {{\n{inner}    virtual_ipaddress {{\n        {inside}\n    }}\n}}\n"


def pair(one: str, other: str) -> dict[str, str]:
    """The files of two hosts."""
    return {"lb1/keepalived.conf": one, "lb2/keepalived.conf": other}


MASTER = ("interface eth0", "virtual_router_id 51", "priority 150")
BACKUP = ("interface eth0", "virtual_router_id 51", "priority 100")
