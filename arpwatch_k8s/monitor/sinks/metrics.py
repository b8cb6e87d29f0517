"""Measures for Prometheus: served by HTTP, or written to a file that node_exporter's textfile collector reads.

The format, the server and the writing that replaces a file at once are those of prometheus-client. What a scrape gets
is what the last state came to, made by the sink's own thread: a scrape waits for nothing and makes nothing wait.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Thread
from typing import ClassVar, Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import ThreadingWSGIServer, make_wsgi_app, write_to_textfile
from prometheus_client.registry import Collector

from arpwatch_k8s import __version__
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.errors import OutputError
from arpwatch_k8s.monitor.alerting.courier import Tally
from arpwatch_k8s.monitor.measures import Family, Kind, Measures
from arpwatch_k8s.monitor.sinks.sink import State

log = logging.getLogger("arpwatch_k8s")

PREFIX: Final = "arpwatch_k8s_"
APART_S: Final = 5.0
"""The file is written this often at most: node_exporter is scraped every 15 s, or less often."""


class Published(Collector):
    """What a scrape gets."""

    def __init__(self) -> None:
        self.families: tuple[Family, ...] = ()

    def collect(self) -> Iterable[Metric]:
        """All families, as they were published last."""
        version = GaugeMetricFamily(f"{PREFIX}build_info", "The version that runs, always 1", labels=["version"])
        version.add_metric([__version__], 1.0)
        yield version
        for family in self.families:
            kind = GaugeMetricFamily if family.kind is Kind.GAUGE else CounterMetricFamily
            made = kind(PREFIX + family.name, family.help, labels=list(family.labels))
            for labels, value in family.samples:
                made.add_metric(list(labels), value)
            yield made


class Metrics:
    """Publishes what is measured. `interfaces`: names by number; `path`: the file that it is written to, if it is;
    `tallies`: how the receivers of alerts fare; `server`: where it is served from the first change on, if it is."""

    name: ClassVar[str] = "metrics"

    def __init__(
        self,
        interfaces: Sequence[str],
        published: Published,
        path: Path | None,
        tallies: Callable[[], Iterable[Tally]] = tuple,
        server: Served | None = None,
    ) -> None:
        self._measures = Measures(tuple(interfaces))
        self._published = published
        self._path = path
        self._tallies = tallies
        self._server = server
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(published)
        self._written = -APART_S
        self._is_failing = False
        self._publish()

    def tell(self, change: Change) -> None:
        """Count a change."""
        if self._server is not None:
            self._server.start()
        self._measures.tell(change)
        self._publish()

    def show(self, state: State) -> None:
        """Measure a state."""
        self._measures.show(state.result, state.time)
        self._publish()
        if time.monotonic() - self._written >= APART_S:
            self._write()

    def close(self) -> None:
        """Write the last state; whoever made the server closes it."""
        self._write()

    def _publish(self) -> None:
        self._measures.delivered(self._tallies())
        self._published.families = tuple(self._measures.families())

    def _write(self) -> None:
        """Replace the file; one that cannot be written is told once, until it can."""
        if self._path is None:
            return
        self._written = time.monotonic()
        try:
            write_to_textfile(os.fspath(self._path), self._registry)
        except OSError as error:
            if not self._is_failing:
                log.warning("%s: not written (%s)", self._path, error.strerror or error)
            self._is_failing = True
        else:
            self._is_failing = False


class Quiet(WSGIRequestHandler):
    """Answers without a line of log for each request."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Served:
    """A server whose port is open, and which answers once it was started: a thread that began while this was root
    would keep what root may."""

    def __init__(self, server: WSGIServer) -> None:
        self._server = server
        self._thread: Thread | None = None

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def start(self) -> None:
        """Answer from now on."""
        if self._thread is None:
            self._thread = Thread(target=self._server.serve_forever, name="metrics server", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Answer no more."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def served(published: Published, host: str, port: int) -> Served:
    """A server of what is published, not started yet. OutputError where nobody may listen there."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(published)
    try:
        ((family, *_), *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)

        class Server(ThreadingWSGIServer):
            """Of that family of addresses."""

            address_family = family

        server = make_server(host, port, make_wsgi_app(registry), Server, handler_class=Quiet)
    except OSError as error:
        raise OutputError(
            f"--metrics {host}:{port}: cannot be served ({error.strerror or error})", fix="Name another port."
        ) from error
    return Served(server)
