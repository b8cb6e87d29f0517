"""Who is told of what a watch sees: standard output, the report, a history, Prometheus, who is to be woken."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from io import BufferedWriter, TextIOWrapper
from typing import TYPE_CHECKING, Final, TextIO, assert_never

from arpwatch_k8s.cli.journal import STDOUT, is_journal
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.outlet import Notices
    from arpwatch_k8s.monitor.sinks.alerts import Alerts
    from arpwatch_k8s.monitor.sinks.remember import Remember
    from arpwatch_k8s.monitor.sinks.report import Report
    from arpwatch_k8s.monitor.sinks.sink import Sink
    from arpwatch_k8s.monitor.sinks.terminal.keyboard import Keyboard

STDIN: Final = 0


def nothing() -> None:
    """What a key does where nobody presses any."""


def standard_output(stop: Stop) -> TextIO:
    """Where lines go: nobody who does not read them is waited for once the end is asked for."""
    from arpwatch_k8s.capture.live.outflow import Outflow

    out = sys.stdout
    return TextIOWrapper(BufferedWriter(Outflow(out.fileno(), stop)), encoding=out.encoding, errors=out.errors)


def sinks(
    config: WatchConfig,
    report: Report | None,
    notices: Notices,
    stream: TextIO,
    keyboard: Keyboard | None = None,
    end: Callable[[], None] = nothing,
) -> tuple[Sink, ...]:
    """All who are told, in the order in which they end: the report first, whose last words the others tell, and then
    the history. `stream` takes what is for standard output; `keyboard` has the keys of a live view, and `end` is what
    one of them does."""
    every = (report, remembering(config, notices), shown(config, stream, keyboard, end))
    return tuple(sink for sink in every if sink is not None)


def keys(config: WatchConfig, stack: ExitStack) -> Keyboard | None:
    """The keys of a live view, until `stack` is left; None where there is no view, or standard input is no terminal."""
    from arpwatch_k8s.monitor.config import Output

    if config.output is not Output.SCREEN or not os.isatty(STDIN):
        return None
    from arpwatch_k8s.monitor.sinks.terminal.keyboard import Keyboard

    return stack.enter_context(Keyboard(STDIN))


def shown(config: WatchConfig, stream: TextIO, keyboard: Keyboard | None, end: Callable[[], None]) -> Sink:
    """What writes to standard output."""
    from arpwatch_k8s.monitor.config import Output
    from arpwatch_k8s.monitor.systemd.journal import marked, unmarked

    mark = marked if is_journal(STDOUT) else unmarked
    match config.output:
        case Output.TEXT:
            from arpwatch_k8s.monitor.sinks.lines import Lines

            return Lines(stream, config.zone, mark)
        case Output.NDJSON:
            from arpwatch_k8s.monitor.sinks.ndjson import Ndjson

            return Ndjson(stream, mark)
        case Output.SCREEN:
            from rich.console import Console

            from arpwatch_k8s.monitor.sinks.terminal.screen import Screen

            console = Console(file=stream, force_terminal=True)
            return Screen(config.interfaces, config.zone, console, keyboard=keyboard, end=end)
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
    from arpwatch_k8s.monitor.settings.values import endpoint

    try:
        return endpoint(text)
    except ValueError:
        raise UsageError(f"--metrics {text}: names no port", fix="Write it as :9731, or as 192.0.2.10:9731.") from None


def alerting(config: WatchConfig) -> Alerts:
    """What wakes people, loaded while that is allowed. UsageError where a receiver cannot be reached as it is written,
    or a program would be run as root."""
    from arpwatch_k8s.monitor.alerting.receivers import ToCommand
    from arpwatch_k8s.monitor.sinks.alerts import Alerts

    is_root = os.geteuid() == 0 if config.account is None else config.account.uid == 0
    if is_root and any(isinstance(to, ToCommand) for to in config.receivers):
        raise UsageError("--on-incident: no program is run as root", fix="Name another user with --user.")
    return Alerts(config.receivers, config.policy)


def measuring(config: WatchConfig, stack: ExitStack, alerts: Alerts) -> tuple[Sink, ...]:
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
    server = None if config.metrics is None else served(published, *config.metrics)
    if server is not None:
        stack.callback(server.close)
    return (Metrics(config.interfaces, published, config.textfile, alerts.tallies, server),)
