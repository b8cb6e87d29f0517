"""`arpwatch-k8s capture`: what there is to know about a VIP, from an interface into a file."""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s.cli import live, rights
from arpwatch_k8s.cli.examples import Example
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
from arpwatch_k8s.cli.options import Debug, Force, Quiet, Vips
from arpwatch_k8s.cli.running import DONE, INCOMPLETE, complain, reporting
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.interfaces import Interface
    from arpwatch_k8s.capture.live.recorder import Recorded
    from arpwatch_k8s.capture.live.rotation import Rotation

log = logging.getLogger("arpwatch_k8s")


EXAMPLES: Final = (
    Example("until Ctrl-C", "capture -i eth0 --vip 192.0.2.80 -w incident.pcapng"),
    Example("a file each hour, those of the last day", "capture -i eth0 -G 3600 -W 24 --zstd -w ring.pcapng"),
)


def capture(
    expression: Expression = None,
    interface: Names = None,
    write: Annotated[
        str | None, typer.Option("-w", "--write", metavar="FILE", help="Write pcapng here; - is standard output.")
    ] = None,
    vip: Vips = None,
    control_only: ControlOnly = False,
    full: Full = False,
    snaplen: Snaplen = 0,
    no_promiscuous: NotPromiscuous = False,
    buffer_kib: BufferKib = 65536,
    count: Annotated[int | None, typer.Option("-c", "--count", metavar="N", help="Stop after N frames.")] = None,
    megabytes: Annotated[
        float | None, typer.Option("-C", "--rotate-size", metavar="MB", help="A new file after so many megabytes.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("-G", "--rotate-seconds", metavar="S", help="A new file after so many seconds.")
    ] = None,
    files: Annotated[
        int | None, typer.Option("-W", "--files", metavar="N", help="Keep the newest N files alone.")
    ] = None,
    zstd: Annotated[bool, typer.Option("--zstd", help="Compress each file once it is full.")] = False,
    user: User = None,
    list_interfaces: Annotated[bool, typer.Option("-D", "--list", help="List the interfaces.")] = False,
    force: Force = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Capture what an analysis needs, and no more, until Ctrl-C."""
    with reporting(quiet=quiet, debug=debug):
        rights.one_thread()
        from arpwatch_k8s.capture.live.interfaces import checked, interfaces

        if list_interfaces:
            for found in interfaces():
                sys.stdout.write(f"{listed(found)}\n")
            raise typer.Exit(DONE)
        names = checked(interface)
        target = checked_target(write, force=force)
        rotation = rotation_of(megabytes, seconds, files, zstd=zstd, target=target)
        if count is not None and count < 1:
            raise UsageError(f"-c {count}: at least 1", fix="Leave it out to capture until Ctrl-C.")
        how = live.settings(snaplen=snaplen, no_promiscuous=no_promiscuous, buffer_kib=buffer_kib)
        what = live.passing(vips=vip, expression=expression, control_only=control_only, full=full, snaplen=how.snaplen)
        from arpwatch_k8s.capture.live import privilege
        from arpwatch_k8s.capture.live.outflow import Outflow
        from arpwatch_k8s.capture.live.recorder import Recorder
        from arpwatch_k8s.capture.live.rotation import STDOUT, Files
        from arpwatch_k8s.capture.live.stop import Stop
        from arpwatch_k8s.capture.live.tap import Tap

        who = privilege.account(user)
        with ExitStack() as stack:
            stop = stack.enter_context(Stop())
            taps = [stack.enter_context(closing(Tap(name, how, what, tell=live.warned))) for name in names]
            output = Outflow(sys.stdout.fileno(), stop) if target == STDOUT else None
            written = Files(target, rotation, owner=who, output=output)
            recorder = Recorder(
                taps, target, rotation, written, filter_text=what.user, snaplen=what.snaplen, most=count
            )
            log.info("listening on %s, %s", ", ".join(names), privilege.drop(who))
            written.check()
            recorded = recorder.run(stop)
        for each in recorded:
            complain(summary(each))
        code = INCOMPLETE if any(each.unwritten for each in recorded) else DONE
    raise typer.Exit(code)


def checked_target(write: str | None, *, force: bool) -> str:
    """Where to write; UsageError where nothing was said, OutputError where something is there."""
    from arpwatch_k8s.report.target import refuse_existing

    if write is None:
        raise UsageError("no file given", fix="Name one with -w FILE, or - for standard output.")
    if write == "-":
        if sys.stdout.isatty():
            raise UsageError("-w -: standard output is a terminal", fix="Pipe it: ... -w - | arpwatch-k8s analyze -")
        return write
    refuse_existing(Path(write), force=force)
    return write


def rotation_of(
    megabytes: float | None, seconds: float | None, files: int | None, *, zstd: bool, target: str
) -> Rotation:
    """When to begin another file; UsageError where the options make no sense together."""
    from arpwatch_k8s.capture.live.rotation import Rotation

    if any(number is not None and number <= 0 for number in (megabytes, seconds, files)):
        raise UsageError("-C, -G and -W take numbers above 0", fix="Leave one out for no limit.")
    rotates = megabytes is not None or seconds is not None
    if rotates and target == "-":
        raise UsageError("standard output cannot be rotated", fix="Name a file with -w.")
    if files is not None and not rotates:
        raise UsageError("-W keeps files of a rotation, and there is none", fix="Give -C or -G, too.")
    return Rotation(
        most_bytes=None if megabytes is None else round(megabytes * 1e6), every_s=seconds, files=files, compress=zstd
    )


def listed(interface: Interface) -> str:
    """One interface in the list."""
    return f"{interface.name:<16}{'up' if interface.up else 'down':<6}{' '.join(interface.addresses)}".rstrip()


def summary(recorded: Recorded) -> str:
    """One interface's counts."""
    counts = recorded.counts
    lost = f", {recorded.unwritten:,} not written for want of room" if recorded.unwritten else ""
    return (
        f"{recorded.interface}: {recorded.written:,} frames captured{lost}; "
        f"{counts.dropped_by_kernel:,} dropped by the kernel, {counts.dropped_by_interface:,} by the interface"
    )
