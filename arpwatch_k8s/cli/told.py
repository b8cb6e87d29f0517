"""Who is told of what a watch sees: standard output, the report, a history, Prometheus."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from io import BufferedWriter, TextIOWrapper
from typing import TYPE_CHECKING, Final, TextIO, assert_never

from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.outlet import Notices
    from arpwatch_k8s.monitor.sinks.remember import Remember
    from arpwatch_k8s.monitor.sinks.report import Report
    from arpwatch_k8s.monitor.sinks.sink import Sink

LOOPBACK: Final = "127.0.0.1"
MOST_DIGITS, LAST_PORT = 5, 65535


def standard_output(stop: Stop) -> TextIO:
    """Where lines go: nobody who does not read them is waited for once the end is asked for."""
    from arpwatch_k8s.capture.live.outflow import Outflow

    out = sys.stdout
    return TextIOWrapper(BufferedWriter(Outflow(out.fileno(), stop)), encoding=out.encoding, errors=out.errors)


def sinks(config: WatchConfig, report: Report | None, notices: Notices, stream: TextIO) -> tuple[Sink, ...]:
    """All who are told, in the order in which they end: the report first, whose last words the others tell, and then
    the history. `stream` takes what is for standard output."""
    every = (report, remembering(config, notices), shown(config, stream))
    return tuple(sink for sink in every if sink is not None)


def shown(config: WatchConfig, stream: TextIO) -> Sink:
    """What writes to standard output."""
    from arpwatch_k8s.monitor.config import Output

    match config.output:
        case Output.TEXT:
            from arpwatch_k8s.monitor.sinks.lines import Lines

            return Lines(stream, config.zone)
        case Output.NDJSON:
            from arpwatch_k8s.monitor.sinks.ndjson import Ndjson

            return Ndjson(stream)
        case Output.SCREEN:
            from rich.console import Console

            from arpwatch_k8s.monitor.sinks.screen import Screen

            return Screen(config.interfaces, config.zone, Console(file=stream, force_terminal=True))
        case _:
            assert_never(config.output)


def reporter(config: WatchConfig, notices: Notices) -> Report | None:
    """What writes reports, None where there are none."""
    if config.report is None:
        return None
    from arpwatch_k8s.monitor.sinks.report import Report, into

    return Report(into(config.report, config.zone), notices.put)


def remembering(config: WatchConfig, notices: Notices) -> Remember | None:
    """What writes the history, None where there is none. OutputError: it cannot be written, or another watch does."""
    if config.history is None:
        return None
    from arpwatch_k8s.monitor.sinks.remember import Remember
    from arpwatch_k8s.past.opening import unwritable
    from arpwatch_k8s.past.store import Store, WriteError

    who = config.account
    owner = (who.uid, who.gid) if who is not None and os.geteuid() == 0 else None
    store = Store(config.history, owner=owner)
    try:
        return Remember(store, config.interfaces, notices.put, keep_days=config.keep_days)
    except WriteError as error:
        store.close()
        raise unwritable(config.history, str(error)) from error


def listening(text: str) -> tuple[str, int]:
    """A host and a port: `:9731`, `0.0.0.0:9731`, `[::1]:9731`. UsageError: the text names none."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or LOOPBACK
    if not port.isascii() or not port.isdecimal() or len(port) > MOST_DIGITS or not 0 < int(port) <= LAST_PORT:
        raise UsageError(f"--metrics {text}: names no port", fix="Write it as :9731, or as 192.0.2.10:9731.")
    return host, int(port)


def measuring(config: WatchConfig, stack: ExitStack) -> tuple[Sink, ...]:
    """What publishes metrics, and the server that hands them out, while ports may still be opened. UsageError where
    prometheus-client is not installed."""
    if config.metrics is None and config.textfile is None:
        return ()
    try:
        from arpwatch_k8s.monitor.sinks.metrics import Metrics, Published, served
    except ImportError as error:
        raise UsageError(
            "metrics need prometheus-client, which is not installed", fix="pip install 'arpwatch-k8s[watch]'"
        ) from error
    published = Published()
    if config.metrics is not None:
        server = served(published, *config.metrics)
        stack.callback(server.server_close)
        stack.callback(server.shutdown)
    return (Metrics(config.interfaces, published, config.textfile),)
