"""Options, and files of names."""

from __future__ import annotations

import json
from random import Random
from typing import Final

from tests.fuzz.extremes import encoded, text
from tests.fuzz.texts import change

TOML: Final = """\
[nodes]
node1 = "52:54:00:00:00:0a"
node2 = ["52:54:00:00:00:0b", "192.0.2.22"]

[services]
"a/b" = "192.0.2.80"
"""
NODE: Final = {
    "kind": "Node",
    "metadata": {"name": "node1"},
    "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.21"}]},
}
SERVICE: Final = {
    "kind": "Service",
    "metadata": {"name": "web", "namespace": "a"},
    "spec": {"externalIPs": ["192.0.2.81"]},
    "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.80"}]}},
}
KUBECTL: Final = json.dumps({"kind": "List", "items": [NODE, SERVICE]})
NEIGHBORS: Final = '[{"dst":"192.0.2.21","dev":"eth0","lladdr":"52:54:00:00:00:0a","state":["STALE"]}]'
DEEP: Final = ("[" * 100_000, '{"a":' * 50_000, "a" + ".a" * 20_000 + "=1", "a = " + "[" * 5_000, "x={" + "a={" * 3_000)
ADDRESSES: Final = (
    "192.0.2.80",
    "2001:db8::80",
    "::",
    "0.0.0.0",
    "255.255.255.255",
    "fe80::1%eth0",
    "::ffff:192.0.2.80",
)
VALUES: Final[dict[str, tuple[str, ...]]] = {
    "--vip": ADDRESSES,
    "--node": ("n=192.0.2.21", "n=52:54:00:00:00:0a", "=", "n=", "n=n=192.0.2.21"),
    "--as": (
        "nginx-error=a.log", "a.log@Asia/Tokyo", "capture=a.log", "tcpdump=a.log@+09:00", "a.log@", "@",
        "=a.log", "x=y@z"),
    "--skew": ("a.log=+0.8s", "nginx-error=-9h", "a.log=+5h45m", "a.log=+999999999h", "a.log=-0s", "a.log=1s"),
    "--tz": ("Asia/Tokyo", "UTC", "../../etc/passwd", "Etc/GMT+12", "posixrules", "/usr", "."),
    "--date": ("2026-11-22", "0001-01-01", "9999-12-31", "2262-04-11", "1970-01-01", "2026-W47-7"),
    "--fail-on": ("info", "critical", "x"),
    "--format": ("json", "text", "yaml"),
}  # fmt: skip


def names(chance: Random) -> bytes:
    """A file of names: TOML or JSON, changed."""
    if chance.random() < 0.1:
        return encoded(chance.choice(DEEP))
    form = chance.choice((TOML, TOML, KUBECTL, NEIGHBORS))
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        form = change(form, chance)
    return encoded(form)


def options(chance: Random) -> list[str]:
    """Some options, their values usual, odd or hostile; no zero byte, which no program can be given."""
    found = []
    for name in chance.choices([*VALUES], k=chance.choice((1, 1, 2, 4))):
        value = chance.choice(VALUES[name])
        match chance.randrange(6):
            case 0:
                value = change(value, chance)
            case 1:
                value = text(chance)
        found += [name, value.replace("\0", "")[:4000]]
    return found
