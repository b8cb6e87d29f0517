"""firewalld's zones: the files of /etc/firewalld/zones, and what `firewall-cmd --list-all` lists.

A zone takes what its ports, services and rich rules name, and refuses the rest where its target is the default one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from arpwatch_k8s.lint.facts.firewall import ACCEPT, DROP, Base, Firewall, Rule
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.firewalls.rules import NODES_OWN, ports, sources
from arpwatch_k8s.lint.readers.host_names import host_of
from arpwatch_k8s.lint.setting import Place, Setting

ZONE: Final = re.compile(r"^(\S{1,64})(?: \((?:default, )?active\))?[ \t\r]*\n(?=(?:  .*\n)?  target:)", re.MULTILINE)
ENTRY: Final = re.compile(r"^  ([a-z-]{1,30}):[ \t]*(.*?)[ \t\r]*$")
FILE: Final = re.compile(r"<zone\b[^>]{0,400}>")
TAG: Final = re.compile(r"<(port|service|source|rule|interface)\b([^>]{0,400})>")
ATTRIBUTE: Final = re.compile(r"""([a-z-]{1,30})\s*=\s*["']([^"']{0,200})["']""")
PORT: Final = re.compile(r"(\d{1,5}(?:-\d{1,5})?)/(tcp|udp)", re.ASCII)
WITHOUT: Final = frozenset(
    {"ssh", "dhcpv6-client", "dhcp", "dns", "mdns", "cockpit", "http", "https", "ntp", "nfs", "samba-client", "bgp"}
    | {"kube-api", "kube-apiserver", "kubelet", "kubelet-worker", "kube-control-plane", "kube-nodeport-services"}
    | {"etcd-client", "etcd-server", "snmp", "prometheus-node-exporter", "rpc-bind", "mountd", "iscsi-target"}
)
"""Services of firewalld's own that memberlist's port is not among."""
TARGETS: Final = {"ACCEPT": ACCEPT, "default": DROP, "%%REJECT%%": DROP, "REJECT": DROP, "DROP": DROP, "": DROP}


@dataclass(slots=True)
class Zone:
    """One zone."""

    name: str
    target: Setting
    rules: list[Rule] = field(default_factory=list)
    is_active: bool = True
    by_source: bool = False
    """Whether it is of some sources, which others' packets do not come to."""


def firewalls(file: File) -> Iterator[Firewall]:
    """One for each zone that packets of other nodes come to."""
    zones = list(listed(file)) or list(written(file))
    active = [each for each in zones if each.is_active]
    if any(each.by_source for each in active):
        return
    for each in active:
        yield Firewall(
            made_by=f"firewalld's zone {each.name}",
            bases=(Base(chain=each.name, policy=each.target),),
            chains={each.name: tuple(each.rules)},
            host=host_of(file.path.with_name("firewalld.conf") if file.path.suffix == ".xml" else file.path),
            is_of_nodes=NODES_OWN.search(file.text) is not None,
        )


def listed(file: File) -> Iterator[Zone]:
    """Zones as firewall-cmd lists them; of several those that are active."""
    heads = list(ZONE.finditer(file.text))
    for head, behind in zip_longest(heads, heads[1:]):
        zone = Zone(name=head[1], target=Setting(name="target", value=DROP), is_active=len(heads) == 1)
        zone.is_active |= "active)" in head[0]
        first = file.text.count("\n", 0, head.end()) + 1
        block = file.text[head.end() : None if behind is None else behind.start()]
        for number, line in enumerate(block.split("\n"), start=first):
            place = Place(file=file.name, line=number, path=f"{zone.name}")
            match = ENTRY.match(line)
            if match is None:
                if line.startswith("\t") and line.strip():
                    zone.rules.append(Rule(place=place, verdict=ACCEPT, is_whole=False))
                continue
            words = match[2].split()
            if match[1] == "target":
                zone.target = Setting(name="target", value=TARGETS.get(match[2], ACCEPT), place=place)
            elif match[1] == "sources" and words:
                zone.by_source = True
            elif match[1] == "ports":
                zone.rules += of_ports(words, place)
            elif match[1] == "services":
                zone.rules += of_services(words, place)
        yield zone


def written(file: File) -> Iterator[Zone]:
    """A zone's own file."""
    head = FILE.search(file.text)
    if head is None or "zones" not in file.path.parts:
        return
    place = Place(file=file.name, line=file.text.count("\n", 0, head.start()) + 1, path="zone")
    target = dict(ATTRIBUTE.findall(head[0])).get("target", "")
    said = Setting(name="target", value=TARGETS.get(target, ACCEPT), place=place)
    zone = Zone(name=file.path.stem, target=said)
    line, last = place.line, head.start()
    for tag in TAG.finditer(file.text, head.end()):
        line, last = line + file.text.count("\n", last, tag.start()), tag.start()
        here = Place(file=file.name, line=line, path=tag[1])
        attributes = dict(ATTRIBUTE.findall(tag[2]))
        match tag[1]:
            case "port":
                zone.rules += of_ports([f"{attributes.get('port')}/{attributes.get('protocol')}"], here)
            case "service":
                zone.rules += of_services([attributes.get("name", "")], here)
            case "source":
                zone.by_source = True
            case "rule":
                zone.rules.append(Rule(place=here, verdict=ACCEPT, is_whole=False))
    yield zone


def of_ports(words: Sequence[str], place: Place) -> Iterator[Rule]:
    """Ports that a zone opens."""
    for word in words:
        match = PORT.fullmatch(word)
        if match is not None and (spans := ports([match[1]])) is not None:
            yield Rule(place=place, verdict=ACCEPT, protocol=match[2], ports=spans)


def of_services(words: Sequence[str], place: Place) -> Iterator[Rule]:
    """Services that a zone opens: of those that are not known they may open anything."""
    for word in words:
        if word == "docker-swarm":
            yield Rule(place=place, verdict=ACCEPT, ports=((7946, 7946),))
        elif word not in WITHOUT:
            yield Rule(place=place, verdict=ACCEPT, sources=sources(["0.0.0.0/0"]) or (), is_whole=False)
