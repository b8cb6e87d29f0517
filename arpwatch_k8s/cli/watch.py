"""`arpwatch-k8s watch`: who takes a VIP from whom, while it happens."""

from __future__ import annotations

import logging
import os
import signal
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from enum import StrEnum
from functools import partial
from io import StringIO
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import naming, rights
from arpwatch_k8s.cli.choosing import CommandLine
from arpwatch_k8s.cli.configured import Become, as_before, configured
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.folders import check_reach, folders, prepare
from arpwatch_k8s.cli.live import (
    BufferKib,
    ControlOnly,
    Expression,
    Full,
    Names,
    NotPromiscuous,
    Snaplen,
    User,
)
from arpwatch_k8s.cli.options import Debug, Inventories, Kubeconfig, Nodes, Quiet, Vips, Zone
from arpwatch_k8s.cli.recording import After, Before, Keep, KeepBytes, NoReport, Record, maker, recorder
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.cli.told import alerting, keys, measuring, reporter, sinks, standard_output
from arpwatch_k8s.errors import OutputError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.changes.run import WatchStart
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.outlet import Notices
    from arpwatch_k8s.monitor.reload import Reload
    from arpwatch_k8s.monitor.sinks.alerts import Alerts

log = logging.getLogger("arpwatch_k8s")

Configure = Callable[[Become], "WatchConfig"]
"""What to do, as it is told now: by whom to become, as a function of its name."""
OTHERS_NOTHING: Final = 0o027
"""As a capture's files: what is written names hosts and addresses."""


class Lines(StrEnum):
    """Forms of a change."""

    TEXT = "text"
    NDJSON = "ndjson"


EXAMPLES: Final = (
    Example("one VIP, on the terminal", "watch -i eth0 --vip 192.0.2.80"),
    Example("as a service does (docs/watch-config.md)", "watch --config /etc/arpwatch-k8s/watch.toml"),
)


def watch(
    context: typer.Context,
    expression: Expression = None,
    interface: Names = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
    kubeconfig: Kubeconfig = None,
    form: Annotated[Lines, typer.Option("--format", help="What to print.")] = Lines.TEXT,
    tui: Annotated[bool, typer.Option("--tui", help="A live view instead of lines.")] = False,
    out: Annotated[
        str | None,
        typer.Option("-o", "--out", metavar="DIR", help="Write a report into this folder at the end, and on SIGUSR1."),
    ] = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            "--metrics", metavar="[HOST]:PORT", help="Serve Prometheus there; on the loopback where no host is named."
        ),
    ] = None,
    textfile: Annotated[
        str | None,
        typer.Option(
            "--metrics-textfile", metavar="FILE", help="Write metrics there, for node_exporter's textfile collector."
        ),
    ] = None,
    record: Record = None,
    before: Before = "60s",
    after: After = "30s",
    keep: Keep = 50,
    keep_bytes: KeepBytes = "1GiB",
    no_record_report: NoReport = False,
    alertmanager: Annotated[
        list[str] | None,
        typer.Option("--alertmanager", metavar="URL", help="Tell this Alertmanager of incidents, or several."),
    ] = None,
    notify_file: Annotated[
        str | None,
        typer.Option(
            "--notify-file", metavar="FILE", help="Send messages of incidents to the URLs in it, which Apprise knows."
        ),
    ] = None,
    on_incident: Annotated[
        str | None,
        typer.Option("--on-incident", metavar="CMD", help="Run this for each incident, its JSON on stdin."),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(
            "--config", metavar="FILE", help="Settings, in TOML; options win over it. SIGHUP has it read again."
        ),
    ] = None,
    history: Annotated[
        str | None,
        typer.Option("--history", metavar="FILE.db", help="Remember there what happens, for arpwatch-k8s history."),
    ] = None,
    keep_days: Annotated[
        int, typer.Option("--keep-days", metavar="DAYS", min=1, max=36500, help="For how long the history is kept.")
    ] = 400,
    control_only: ControlOnly = False,
    full: Full = False,
    snaplen: Snaplen = 0,
    no_promiscuous: NotPromiscuous = False,
    buffer_kib: BufferKib = 65536,
    user: User = None,
    tz: Zone = "UTC",
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Watch VIPs: one line a change, until Ctrl-C."""
    with reporting(quiet=quiet, debug=debug):
        rights.one_thread()
        from arpwatch_k8s.capture.live import privilege
        from arpwatch_k8s.capture.live.interfaces import MissingError, checked
        from arpwatch_k8s.capture.live.stop import Stop
        from arpwatch_k8s.capture.live.tap import GoneError

        line = CommandLine(
            values=context.params,
            named={name for name in context.params if is_given(context, name)},
        )
        cluster = naming.asked(kubeconfig)  # once, and as who called
        again = partial(configured, line, cluster=cluster)
        what = again(privilege.account)
        try:
            checked(list(what.interfaces))
        except MissingError as error:  # it may be to come: where it went while a watch ran, this is the next start
            raise GoneError(error.what, fix=error.fix) from error
        with Stop() as stop:
            rehearsed(what)
            if stop.requested:
                raise KeyboardInterrupt
            os.umask(OTHERS_NOTHING)
            run(what, stop, None if config is None else again)


def is_given(context: typer.Context, name: str) -> bool:
    """Whether the command line has an option."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def run(config: WatchConfig, stop: Stop, again: Configure | None = None) -> None:
    """Open what needs rights, give them up, and watch until the end is asked for. `again` reads the settings, where
    SIGHUP has them read again."""
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.tap import Tap
    from arpwatch_k8s.monitor.kernel_table import KernelTable
    from arpwatch_k8s.monitor.systemd.notify import opened
    from arpwatch_k8s.monitor.systemd.service import Service, interval_s
    from arpwatch_k8s.monitor.watch import Watch

    notices: Notices = SimpleQueue()
    with ExitStack() as stack:
        for directory in folders(config):
            prepare(directory, config.account)
        reports = maker(config, stack)
        taps = [
            stack.enter_context(closing(Tap(name, config.settings, config.passing, tell=link_change(notices, name))))
            for name in config.interfaces
        ]
        kernel = KernelTable.opened(config.interfaces, time.time_ns())
        if kernel is not None:
            stack.enter_context(closing(kernel))
        notify = opened()
        if notify is not None:
            stack.enter_context(closing(notify))
        service = Service(notify, interval_s())
        report = reporter(config, notices)
        alerts = alerting(config)
        shown = sinks(config, report, notices, standard_output(stop), keys(config, stack), stop.request)
        told = (*shown, *measuring(config, stack, alerts), alerts)
        became = privilege.drop(config.account)
        for directory in folders(config):
            check_reach(directory)
        recording = recorder(config, taps, notices.put, stack, reports)
        log.info("watching %s, %s", ", ".join(config.interfaces), became)
        signal.signal(signal.SIGUSR1, lambda *_: None if report is None else report.ask())
        notices.put(started(config, became))
        reload = None if again is None else reloading(config, again, alerts, stop)
        watch = Watch(
            taps,
            config,
            told,
            notices=notices,
            kernel=kernel,
            service=service,
            recorder=recording,
            reload=reload,
        )
        watch.run(stop)


def reloading(config: WatchConfig, again: Configure, alerts: Alerts, stop: Stop) -> Reload:
    """Has SIGHUP read the settings again. It ends the watch all the same where it says that the terminal is gone."""
    from arpwatch_k8s.capture.live.terminal import is_there
    from arpwatch_k8s.monitor.reload import Reload

    def adopt(new: WatchConfig) -> None:
        alerts.adopt(new.receivers, new.policy)

    def told(*_: object) -> None:
        if had_terminal and not is_there():
            stop.request()
        else:
            reload.ask()

    reload = Reload(config, lambda: again(as_before(config)), adopt)
    # under nohup it is ignored, and a terminal that goes away is nothing to us
    had_terminal = is_there() and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    signal.signal(signal.SIGHUP, told)
    return reload


def rehearsed(config: WatchConfig) -> None:
    """Have all sinks write aside once, while everything that they load is within reach. OutputError where a report
    cannot be written."""
    from arpwatch_k8s.changes.run import ReportFailure
    from arpwatch_k8s.monitor.rehearsal import rehearse

    notices: Notices = SimpleQueue()
    with ExitStack() as stack:
        aside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="arpwatch-k8s-")))
        config = replace(
            config,
            report=None if config.report is None else aside,
            history=None if config.history is None else aside / "history.db",
        )
        rehearse((*sinks(config, reporter(config, notices), notices, StringIO()), alerting(config)), config.zone)
    while not notices.empty():
        match notices.get():
            case ReportFailure(why=why):
                raise OutputError(f"no report can be written: {why}", fix="Mend that, or watch without -o.")


def link_change(notices: Notices, name: str) -> Callable[[str, bool], None]:
    """Tells of an interface that goes down or comes up."""
    from arpwatch_k8s.changes.exposure import LinkChange

    return lambda text, is_up: notices.put(LinkChange(time=time.time_ns(), interface=name, text=text, is_up=is_up))


def started(config: WatchConfig, became: str) -> WatchStart:
    """The first change of all."""
    from arpwatch_k8s.changes.run import WatchStart
    from arpwatch_k8s.evidence.addresses import number_text

    vips = tuple(number_text(vip) for vip in config.passing.vips)
    return WatchStart(time=time.time_ns(), interfaces=config.interfaces, vips=vips, became=became)
