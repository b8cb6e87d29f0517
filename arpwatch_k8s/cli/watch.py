"""`arpwatch-k8s watch`: who takes a VIP from whom, while it happens."""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from enum import StrEnum
from io import StringIO
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import live, options
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
from arpwatch_k8s.cli.options import Debug, Inventories, Nodes, Quiet, Vips, Zone
from arpwatch_k8s.cli.running import reporting
from arpwatch_k8s.cli.told import listening, measuring, reporter, sinks, standard_output
from arpwatch_k8s.errors import OutputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from arpwatch_k8s.capture.live.privilege import Account
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.changes.run import WatchStart
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.outlet import Notices

log = logging.getLogger("arpwatch_k8s")

PRIVATE: Final = 0o750
OTHERS_NOTHING: Final = 0o027
"""As a capture's files: what is written names hosts and addresses."""


class Lines(StrEnum):
    """Forms of a change."""

    TEXT = "text"
    NDJSON = "ndjson"


def watch(  # a parameter each option: that is how Typer knows them
    expression: Expression = None,
    interface: Names = None,
    vip: Vips = None,
    node: Nodes = None,
    inventory: Inventories = None,
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
        live.one_thread()
        zone = options.zone(tz)
        if tui and not sys.stdout.isatty():
            raise UsageError("--tui needs a terminal", fix="Leave it out: lines can be piped.")
        from arpwatch_k8s.capture.live import privilege
        from arpwatch_k8s.capture.live.interfaces import checked
        from arpwatch_k8s.capture.live.stop import Stop
        from arpwatch_k8s.monitor.config import Output, WatchConfig

        names = checked(interface)
        how = live.settings(snaplen=snaplen, no_promiscuous=no_promiscuous, buffer_kib=buffer_kib)
        config = WatchConfig(
            interfaces=names,
            settings=how,
            passing=live.passing(
                vips=vip, expression=expression, control_only=control_only, full=full, snaplen=how.snaplen
            ),
            known=live.known(node, inventory),
            account=privilege.account(user),
            zone=zone,
            output=Output.SCREEN if tui else Output(form.value),
            report=None if out is None else Path(out),
            metrics=None if metrics is None else listening(metrics),
            textfile=None if textfile is None else Path(textfile),
            history=None if history is None else Path(history),
            keep_days=keep_days,
        )
        with Stop() as stop:
            rehearsed(config)
            if stop.requested:
                raise KeyboardInterrupt
            os.umask(OTHERS_NOTHING)
            run(config, stop)


def run(config: WatchConfig, stop: Stop) -> None:
    """Open what needs rights, give them up, and watch until the end is asked for."""
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.tap import Tap
    from arpwatch_k8s.monitor.kernel_table import KernelTable
    from arpwatch_k8s.monitor.watch import Watch

    notices: Notices = SimpleQueue()
    with ExitStack() as stack:
        taps = [
            stack.enter_context(closing(Tap(name, config.settings, config.passing, tell=link_change(notices, name))))
            for name in config.interfaces
        ]
        kernel = KernelTable.opened(config.interfaces, time.time_ns())
        if kernel is not None:
            stack.enter_context(closing(kernel))
        prepare(config)
        report = reporter(config, notices)
        told = (*sinks(config, report, notices, standard_output(stop)), *measuring(config, stack))
        became = privilege.drop(config.account)
        check_reach(config)
        log.info("watching %s, %s", ", ".join(config.interfaces), became)
        signal.signal(signal.SIGUSR1, lambda *_: None if report is None else report.ask())
        notices.put(started(config, became))
        Watch(taps, config, told, notices=notices, kernel=kernel).run(stop)


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
        rehearse(sinks(config, reporter(config, notices), notices, StringIO()), config.zone)
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


def prepare(config: WatchConfig) -> None:
    """Make the folder for reports, which belongs to whom we shall be. OutputError where it cannot be made."""
    from arpwatch_k8s.report.target import unwritable

    directory, who = config.report, config.account
    if directory is None:
        return
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        try:
            directory.mkdir(PRIVATE)
        except FileExistsError:
            return
        if who is not None and os.geteuid() == 0:
            give(directory, who)
    except OSError as error:
        raise unwritable(directory, error) from error


def give(directory: Path, who: Account) -> None:
    """Give a folder that we made to somebody; by its descriptor, so that a link in its place is not followed, and only
    if it still is root's. OSError where it is not."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_uid != 0:
            raise PermissionError(errno.EPERM, "it was exchanged while it was made", os.fspath(directory))
        os.fchown(descriptor, who.uid, who.gid)
    finally:
        os.close(descriptor)


def check_reach(config: WatchConfig) -> None:
    """OutputError where whom we became cannot write the reports."""
    if config.report is not None and not os.access(config.report, os.W_OK | os.X_OK):
        raise OutputError(
            f"{config.report}: user {os.geteuid()} cannot write there",
            fix="Name a folder that this user reaches (/var/lib/arpwatch-k8s), or another user with --user.",
        )
