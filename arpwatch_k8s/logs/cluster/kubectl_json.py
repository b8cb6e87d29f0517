"""Objects of Kubernetes as `kubectl get -o json` prints them: an object, a List, or one after the other with -w.

    kubectl get svc -A -w -o json --output-watch-events --show-managed-fields

There resourceVersion climbs with each write, and metadata.managedFields tells who writes the status, and when. What has
no time of its own, such as a Service's addresses, was so when it was listed, and nobody knows when that was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from arpwatch_k8s.logs.cluster.kube_cluster import event, lease, node, status
from arpwatch_k8s.logs.cluster.kube_object import full_name, objects, text
from arpwatch_k8s.logs.cluster.kube_service import Said, endpoints, service
from arpwatch_k8s.logs.details.belief import Belief, Leadership, Manager, NodeEvent, Reconcile, Remark
from arpwatch_k8s.logs.details.detail import Detail
from arpwatch_k8s.logs.details.listed import EndpointListed, LeaseListed, NodeListed, ServiceListed
from arpwatch_k8s.logs.event import Contents, LogEvent, Undated
from arpwatch_k8s.logs.reading.documents import Document, documents
from arpwatch_k8s.logs.source import Clock, LogSource
from arpwatch_k8s.opening import open_now
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.value import JsonValue

NAME: Final = "kubectl-json"
BEGINS: Final = re.compile(rb'\s*\{\s*"(?:apiVersion|kind|items|metadata|type|object)"\s*:')
OBJECT: Final = re.compile(rb'"apiVersion"\s*:\s*"(?:v1|[a-z0-9.-]+/v\d\w*)"')
AUDIT: Final = re.compile(rb'"auditID"\s*:|"audit\.k8s\.io/')
DECIMALS: Final = re.compile(r"\.(\d{1,9})(?:Z|[+-]|$)")


class Reading:
    """What has been said so far, and the versions of Services that were had."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._versions: dict[str, str] = {}
        self._writers: set[tuple[str | None, Detail]] = set()
        self._listing = 0
        self._number = 0
        self.events: list[LogEvent] = []
        self.undated: list[Undated] = []
        self.unparsed: list[tuple[int, str]] = []

    def document(self, value: JsonValue) -> None:
        """One document: all its objects were listed at one time."""
        self._listing += 1
        for change, item in objects(value):
            for time, detail, words in self._said(item, change):
                if not isinstance(detail, Manager) or (time, detail) not in self._writers:
                    self._keep(time, detail, words)
                if isinstance(detail, Manager):
                    self._writers.add((time, detail))

    def _keep(self, time: str | None, detail: Detail, words: str) -> None:
        """One thing that is said."""
        self._number += 1
        at = self._clock.read(time) if time else None
        line, listing = self._number, self._listing
        if time is None or at is None:
            self.undated.append(Undated(source=NAME, listing=listing, line=line, text=words, detail=detail))
        else:
            self.events.append(
                LogEvent(time=at, width_ns=width(time), source=NAME, line=line, text=words, detail=detail)
            )

    def line(self, words: str) -> None:
        """What is no document of Kubernetes."""
        self._number += 1
        self.unparsed.append((self._number, words))

    def contents(self) -> Contents:
        """All that was said."""
        return Contents(
            events=tuple(self.events),
            lines=self._number,
            unparsed=tuple(self.unparsed),
            undated=tuple(self.undated),
        )

    def _said(self, item: JsonValue, change: str | None) -> Iterator[Said]:
        kind = text(item, "kind")
        match kind:
            case "Service":
                yield from service(item, change, self._versions.get(full_name(item)))
                self._versions[full_name(item)] = text(item, "metadata", "resourceVersion") or ""
            case "EndpointSlice":
                yield from endpoints(item)
            case "Lease":
                yield from lease(item)
            case "ServiceL2Status":
                yield from status(item, change)
            case "Node":
                yield from node(item)
            case "Event":
                yield from event(item)
            case None:
                self.line("an object that says no kind")
            case _:
                yield None, Remark(program="kubernetes"), f"{kind[:60]} {full_name(item)}"


def width(time: str) -> int:
    """The resolution of a time, ns."""
    match = DECIMALS.search(time)
    return NS // 10 ** len(match[1]) if match else NS


def recognize(head: bytes) -> float:
    """By its first key and an apiVersion; an API server's audit log, which has those too, is none."""
    return float(bool(BEGINS.match(head) and OBJECT.search(head) and not AUDIT.search(head)))


def read(path: Path, clock: Clock) -> Contents:
    """All of a file; a document that breaks off is an item that cannot be read."""
    reading = Reading(clock)
    with TextIOWrapper(open_now(path), encoding="utf-8", errors="replace") as file:
        whole = file.read()
    for item in documents(whole.removeprefix("\ufeff")):
        if isinstance(item, Document):
            reading.document(item.value)
        else:
            reading.line(item[1])
    return reading.contents()


SOURCE: Final = LogSource(
    name=NAME,
    tells=(
        ServiceListed,
        Reconcile,
        Manager,
        EndpointListed,
        Leadership,
        LeaseListed,
        Belief,
        NodeListed,
        NodeEvent,
        Remark,
    ),
    recognize=recognize,
    read=read,
)
