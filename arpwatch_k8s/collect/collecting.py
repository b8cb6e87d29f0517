"""One call of kubectl after the other, each into a file of the case; what fails is noted, and the rest goes on.

Listings and settings come first, then Services while they are watched, then what has come about meanwhile: Events,
Leases once more, and last the logs.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arpwatch_k8s.collect import asked, logs, withheld
from arpwatch_k8s.collect.asked import Listing
from arpwatch_k8s.collect.asking import MOST_OBJECTS_BYTES, Asker, Question
from arpwatch_k8s.collect.folder import Folder
from arpwatch_k8s.collect.kubectl import LISTING_S, MOST_BYTES, Kubectl, KubectlError
from arpwatch_k8s.collect.pods import TEMPLATE, Announcer, announcers, settings_of
from arpwatch_k8s.collect.record import Missing, Record
from arpwatch_k8s.collect.versions import Versions
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.value import JsonValue

MOST_NAMED: Final = 100
"""Objects that are asked for by their names in one call."""
EMPTY: Final = b'"items": []'
"""In what kubectl prints where there is nothing of a kind."""

log = logging.getLogger("arpwatch_k8s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted of a cluster."""

    namespace: str | None
    """Where to look; None: everywhere."""
    since_s: int
    """How far logs go back, s."""
    watch_s: int
    """How long Services are watched, s; 0: they are not."""
    shows_managers: bool
    """Whether kubectl has to be told to show managedFields."""


def into(path: Path, kubectl: Kubectl, wanted: Wanted, versions: Versions, started: str) -> Record:
    """A case in a new folder, and what came of it; `started`: the time, RFC 3339.

    UsageError: there is something else. OutputError: it cannot be written. KubectlError: there is nothing to write.
    Where it is interrupted, what is there by then stays.
    """
    record = Record(started=started, versions=versions)
    folder = Folder(path, (asked.SETTINGS,))
    try:
        collect(Asker(kubectl, folder, record), wanted)
        if record.fetched:
            folder.write(asked.VERSION_FILE, versions.said)
            folder.write(asked.RECORD_FILE, record.json())
    except KeyboardInterrupt:
        record.missing.append(Missing(what="what comes after", why="it was interrupted"))
        folder.write(asked.RECORD_FILE, record.json())
        log.warning("what was fetched before is in %s", path)
        raise
    finally:
        folder.close()
    if not record.fetched:
        folder.remove_if_empty()
        why = f": {record.missing[0].what}: {record.missing[0].why}" if record.missing else ""
        raise KubectlError(
            f"nothing was fetched{why}", fix="deploy/kubectl/clusterrole.yaml has the rights that it takes."
        )
    return record


def collect(asker: Asker, wanted: Wanted) -> None:
    """Fill a folder, and say in the record what came of it. OutputError: it cannot be written."""
    collecting = Collecting(asker, wanted)
    log.info("listing what there is")
    for listing in asked.FIRST:
        collecting.list_all(listing)
    found = collecting.find_announcers()
    collecting.list_config_maps(found)
    collecting.list_settings(found)
    if wanted.watch_s:
        log.info("watching Services for %d s", wanted.watch_s)
        collecting.watch_services()
    for listing in asked.LAST:
        collecting.list_all(listing)
    if found:
        log.info("fetching %s", plural(len(found), "log"))
    logs.fetch(asker, found, since_s=wanted.since_s)


class Collecting:
    """A case as far as it has come."""

    def __init__(self, asker: Asker, wanted: Wanted) -> None:
        self._asker = asker
        self._wanted = wanted

    def list_all(self, listing: Listing) -> None:
        """All objects of a kind."""
        question = Question(
            arguments=self._get(listing),
            file=listing.file,
            about=f"{listing.kind}{self._where(listing)}",
            ask=f"list on {listing.kind}",
            limit_s=LISTING_S,
            most_bytes=MOST_BYTES,
        )
        with self._asker.folder.writing(listing.file) as new:
            ended = self._asker.into_file(question, new)
            is_empty = new.size == len(new.head) and EMPTY in new.head
            new.is_kept = ended.is_answer and not is_empty
        if ended.is_answer and is_empty:
            self._asker.record.absent.append(question.about)
        self._asker.note(question, ended, new)

    def watch_services(self) -> None:
        """Services, each time they are written again."""
        question = Question(
            arguments=[*self._get(asked.SERVICES), "-w", "--output-watch-events"],
            file=asked.WATCH_FILE,
            about=f"changes of Services{self._where(asked.SERVICES)}",
            ask="watch on services",
            limit_s=self._wanted.watch_s,
        )
        with self._asker.folder.writing(question.file) as new:
            ended = self._asker.into_file(question, new)
            new.is_kept = new.size > 0
        self._asker.note(question, ended, new, ends_with_time=True)

    def list_config_maps(self, found: Sequence[Announcer]) -> None:
        """Those that a reader reads, by their names, with what is read of them."""
        namespaces = {each.program: each.namespace for each in reversed(found)}
        for one in asked.CONFIG_MAPS:
            namespace = namespaces.get(one.program, one.namespace)
            if self._wanted.namespace in (None, namespace):
                question = Question(
                    arguments=["get", "configmap", one.name, "-n", namespace, "-o", "json"],
                    file=one.file,
                    about=f"configmap {namespace}/{one.name}",
                    ask="get on configmaps",
                    most_bytes=MOST_OBJECTS_BYTES,
                )
                self._asker.write(one.file, self._asker.objects(question, withheld.of_config_map))

    def find_announcers(self) -> list[Announcer]:
        """The announcers among all pods."""
        question = Question(
            arguments=["get", "pods", *self._scope(asked.PODS), "-o", TEMPLATE],
            file="logs and settings of announcers",
            about=f"pods of MetalLB, kube-vip, Cilium, kube-proxy{self._where(asked.PODS)}",
            ask="list on pods",
            most_bytes=MOST_OBJECTS_BYTES,
        )
        text = self._asker.text(question)
        found = [] if text is None else announcers(text)
        if text is not None and not found:
            self._asker.record.absent.append(question.about)
        return found

    def list_settings(self, found: Sequence[Announcer]) -> None:
        """What made the announcers, without what may be secret."""
        by_kind: dict[str, list[JsonValue]] = {}
        for (kind, namespace), names in settings_of(found).items():
            for start in range(0, len(names), MOST_NAMED):
                some = names[start : start + MOST_NAMED]
                question = Question(
                    arguments=["get", kind, *some, "-n", namespace, "-o", "json"],
                    file=settings_file(kind),
                    about=f"{kind} in {namespace}",
                    ask=f"get on {kind}",
                    most_bytes=MOST_OBJECTS_BYTES,
                )
                by_kind.setdefault(kind, []).extend(self._asker.objects(question, withheld.of_workload))
        for kind, items in by_kind.items():
            self._asker.write(settings_file(kind), items)

    def _get(self, listing: Listing) -> list[str]:
        """The arguments that list all objects of a kind."""
        managers = ["--show-managed-fields"] if listing.with_managers and self._wanted.shows_managers else []
        return ["get", listing.kind, *self._scope(listing), "-o", "json", *managers]

    def _where(self, listing: Listing) -> str:
        """The namespace that a kind is looked for in alone, in words."""
        return f" in {plain(self._wanted.namespace)}" if listing.has_namespace and self._wanted.namespace else ""

    def _scope(self, listing: Listing) -> list[str]:
        """Where a kind is looked for."""
        if not listing.has_namespace:
            return []
        return ["-A"] if self._wanted.namespace is None else ["-n", self._wanted.namespace]


def settings_file(kind: str) -> str:
    """The file of the settings of a kind: `cluster/daemonsets.json`."""
    return f"{asked.SETTINGS}/{kind.partition('.')[0]}.json"
