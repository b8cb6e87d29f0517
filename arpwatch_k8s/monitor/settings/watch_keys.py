"""Keys of where to listen, of what is written, and of names."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.inventory.given import named
from arpwatch_k8s.monitor.config import Output
from arpwatch_k8s.monitor.settings.key import Key
from arpwatch_k8s.monitor.settings.values import address, choice, each, endpoint, flag, text, texts, whole, zone


def node(value: object) -> str:
    """A MAC or an address."""
    try:
        named("a node", text(value))
    except ValueError:
        raise ValueError("expected a MAC or an address") from None
    return text(value)


INTERFACES: Final = Key(
    table="watch",
    name="interfaces",
    read=texts,
    form='["eth0"]',
    default="must be given, here or by `-i`",
    meaning="Where to listen.",
    reloads=False,
)
VIPS: Final = Key(
    table="watch",
    name="vips",
    read=each(address),
    form='["192.0.2.80", "192.0.2.81"]',
    default="discovered, at most 64",
    meaning="VIPs to watch.",
)
FILTER: Final = Key(
    table="watch",
    name="filter",
    read=text,
    form='"vlan 20"',
    default="none",
    meaning="Frames must meet this, too (man pcap-filter).",
    reloads=False,
)
CONTROL_ONLY: Final = Key(
    table="watch",
    name="control_only",
    read=flag,
    form="true",
    default="false",
    meaning="No TCP: ARP, ICMP errors, NDP and VRRP alone.",
    reloads=False,
)
BUFFER: Final = Key(
    table="watch",
    name="buffer_kib",
    read=whole(1, 2_000_000),
    form="131072",
    default="65536",
    meaning="The kernel's buffer of each interface, KiB.",
    reloads=False,
)
USER: Final = Key(
    table="watch",
    name="user",
    read=text,
    form='"arpwatch-k8s"',
    default="arpwatch-k8s, or else nobody",
    meaning="Whom to become once the sockets are open.",
    reloads=False,
)
ZONE: Final = Key(
    table="watch",
    name="tz",
    read=zone,
    form='"Asia/Tokyo"',
    default="UTC",
    meaning="Zone of the times that are shown, and of those of planned work that name none.",
    reloads=False,
)
FORM: Final = Key(
    table="watch",
    name="format",
    read=choice(Output),
    form='"ndjson"',
    default="text",
    meaning="What standard output shows: text, ndjson, screen.",
    reloads=False,
)
REPORT: Final = Key(
    table="outputs",
    name="report",
    read=text,
    form='"/var/lib/arpwatch-k8s"',
    default="none",
    meaning="The folder that a report is written into at the end, and on SIGUSR1.",
    reloads=False,
)
METRICS: Final = Key(
    table="outputs",
    name="metrics",
    read=endpoint,
    form='":9731"',
    default="none",
    meaning="Host and port at which Prometheus is served; the loopback where no host is named.",
    reloads=False,
)
TEXTFILE: Final = Key(
    table="outputs",
    name="metrics_textfile",
    read=text,
    form='"/var/lib/node_exporter/arpwatch-k8s.prom"',
    default="none",
    meaning="The file that metrics are written to, for node_exporter's textfile collector.",
    reloads=False,
)
HISTORY: Final = Key(
    table="outputs",
    name="history",
    read=text,
    form='"/var/lib/arpwatch-k8s/history.db"',
    default="none",
    meaning="The file that remembers what is told, for `arpwatch-k8s history`.",
    reloads=False,
)
KEEP_DAYS: Final = Key(
    table="outputs",
    name="keep_days",
    read=whole(1, 36_500),
    form="400",
    default="400",
    meaning="For how many days the history is kept.",
    reloads=False,
)
INVENTORY: Final = Key(
    table="names",
    name="inventory",
    read=texts,
    form='["/etc/arpwatch-k8s/nodes.json"]',
    default="none",
    meaning="Files of names: TOML, or the JSON of kubectl get nodes,svc or of ip neigh.",
)
NODES: Final = Key(
    table="names.nodes",
    name="",
    read=each(node),
    form='["52:54:00:12:34:57", "192.0.2.22"]',
    default="none",
    meaning="The MACs and addresses of the node of that name.",
)
SERVICES: Final = Key(
    table="names.services",
    name="",
    read=each(address),
    form='"192.0.2.80"',
    default="none",
    meaning="The addresses of the service of that name.",
)
