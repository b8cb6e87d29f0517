"""What `kubectl describe service` printed: a Service's address, and its Events, among which MetalLB names the node.

    Name:                     ingress
    Namespace:                web
    LoadBalancer Ingress:     192.0.2.80
    Events:
      Type    Reason        Age   From             Message
      Normal  nodeAssigned  26m   metallb-speaker  announcing from node "node2" with protocol "layer2"

There is no time in it but ages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from arpwatch_k8s.evidence.addresses import canonical
from arpwatch_k8s.logs.cluster.kube_words import event_said
from arpwatch_k8s.logs.details.belief import Belief, Leadership, NodeEvent, Reconcile, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import ServiceListed
from arpwatch_k8s.logs.reading.lines import Item, contents
from arpwatch_k8s.logs.reading.listing import HEADING, Listings, share
from arpwatch_k8s.logs.source import Clock, LogSource

NAME: Final = "kubectl-describe"
FIELD: Final = re.compile(r"([A-Z][A-Za-z -]{1,40}):(?:\s+(.*))?$")
EVENT: Final = re.compile(
    r"\s{1,8}(Normal|Warning) +(\S{1,128}) {2,}(.{1,64}?) {2,}(\S{1,253}(?:, \S{1,253})?) {2,}(.*)$"
)
INDENTED: Final = re.compile(r"\s+\S")


class Described:
    """The object that lines are about: what has been said of it so far."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.namespace: str | None = None
        self.type: str | None = None
        self.address: str | None = None

    @property
    def full(self) -> str:
        """`namespace/name`."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def line(self, line: str) -> Detail | None:
        """What a line says of it; None where it says nothing known."""
        if field := FIELD.match(line):
            return self.field(field[1], (field[2] or "").strip())
        if self.namespace is None:
            return None
        if event := EVENT.match(line):
            return event_said(
                event[2],
                event[5],
                kind="service" if self.type else "",
                name=self.full,
                program=event[4].partition(",")[0].removesuffix("-speaker").removesuffix("-controller"),
                address=self.address,
            )
        return Remark(program="kubectl") if INDENTED.match(line) else None

    def field(self, key: str, value: str) -> Detail | None:
        """What a field says."""
        if key == "Namespace":
            self.namespace = value
        elif self.namespace is None:
            return None
        elif key == "Type":
            self.type = value
        elif key == "LoadBalancer Ingress" and self.type:
            self.address = next((found for word in re.split(r"[, ]+", value) if (found := canonical(word))), None)
            return ServiceListed(service=self.full, address=self.address, type=self.type)
        return Remark(program="kubectl")


def parse(lines: Iterable[str], clock: Clock) -> Iterator[Item]:
    """What lines say of the object that they are about."""
    listings = Listings(NAME)
    described: Described | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if listings.heading(line, clock):
            yield listings.said(number, line, Remark(program=HEADING))
        elif remark := listings.prompt(line):
            described = None
            yield listings.said(number, line, remark)
        elif line.startswith("Name:") and len(words := line.split()) == 2:
            described = Described(words[1])
            yield listings.said(number, line, Remark(program="kubectl"))
        elif described and (detail := described.line(line)):
            key = detail.service if isinstance(detail, ServiceListed) else None
            yield listings.said(number, line, detail, key=key)
        else:
            yield number, line


SOURCE: Final = LogSource(
    name=NAME,
    tells=(ServiceListed, Belief, Reconcile, Leadership, NodeEvent, Remark),
    recognize=partial(share, parse),
    read=partial(contents, parse),
)
