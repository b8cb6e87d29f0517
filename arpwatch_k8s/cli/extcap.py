"""`arpwatch-k8s extcap`: called by Wireshark for live frames, or a recording's, with what we find as comments."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, closing
from queue import SimpleQueue
from typing import TYPE_CHECKING, Annotated, Final

import typer

from arpwatch_k8s import __version__
from arpwatch_k8s.cli import completing, live, naming, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.live import ControlOnly, Full, User
from arpwatch_k8s.cli.options import Debug, Inventories, Vips
from arpwatch_k8s.cli.running import DONE, reporting
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.extcap.stream import Stream
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.outlet import Notices

WIRESHARKS: Final = ("--extcap-", "--log-")
"""How options begin that are Wireshark's own: those of later versions than this was written for are passed over."""
LENIENT: Final = {"ignore_unknown_options": True, "allow_extra_args": True}


EXAMPLES: Final = (Example("what Wireshark asks first", "extcap --extcap-interfaces"),)


def extcap(
    context: typer.Context,
    interfaces: Annotated[bool, typer.Option("--extcap-interfaces", help="List the interfaces.")] = False,
    chosen: Annotated[
        str | None, typer.Option("--extcap-interface", metavar="NAME", help="The interface that is meant.")
    ] = None,
    link_types: Annotated[bool, typer.Option("--extcap-dlts", help="List its link types.")] = False,
    config: Annotated[bool, typer.Option("--extcap-config", help="List its settings.")] = False,
    capture: Annotated[bool, typer.Option("--capture", help="Capture from it.")] = False,
    fifo: Annotated[str | None, typer.Option("--fifo", metavar="PATH", help="Write pcapng to this pipe.")] = None,
    capture_filter: Annotated[
        str | None,
        typer.Option("--extcap-capture-filter", metavar="FILTER", help="Frames must meet this, too (man pcap-filter)."),
    ] = None,
    interface: Annotated[
        str | None,
        typer.Option("--interface", metavar="IF", help="Listen here.", autocompletion=completing.interfaces_or_any),
    ] = None,
    file: Annotated[str | None, typer.Option("--file", metavar="FILE", help="The recording to open.")] = None,
    vip: Vips = None,
    inventory: Inventories = None,
    control_only: ControlOnly = False,
    full: Full = False,
    user: User = None,
    debug: Debug = False,
) -> None:
    """What Wireshark calls (docs/wireshark.md): it says what there is, and captures into Wireshark's pipe."""
    with reporting(quiet=True, debug=debug):
        refuse_others(context.args)
        vips = [address for text in vip or () for address in text.replace(",", " ").split()]
        names = [path for path in inventory or () if path]
        if capture:
            from arpwatch_k8s.extcap.sentences import RECORDING, checked

            if fifo is None:
                raise UsageError("--capture writes to a pipe, and none is named", fix="Wireshark names it: --fifo PATH")
            if checked(chosen) == RECORDING:
                replay(file, fifo, vips, names)
            else:
                expression = [capture_filter] if capture_filter else None
                passing = (vips, expression, control_only, full)
                listen(interface, fifo, passing, names, user)
        else:
            answer(chosen, interfaces=interfaces, link_types=link_types, config=config)
    raise typer.Exit(DONE)


def refuse_others(arguments: list[str]) -> None:
    """UsageError where something was given that is neither ours nor Wireshark's."""
    value_may_follow = False
    for argument in arguments:
        is_theirs = argument.startswith(WIRESHARKS)
        if not is_theirs and not (value_may_follow and not argument.startswith("-")):
            raise UsageError(f"{argument[:60]!r} is no option of extcap", fix="arpwatch-k8s extcap --help lists them.")
        value_may_follow = is_theirs and "=" not in argument


def answer(name: str | None, *, interfaces: bool, link_types: bool, config: bool) -> None:
    """What was asked, on standard output; who we are in any case. UsageError: an interface is asked about that is none
    of ours."""
    from arpwatch_k8s.extcap import sentences

    if interfaces or not (link_types or config):
        sys.stdout.write(sentences.version_line(__version__))
    if interfaces:
        sys.stdout.write(sentences.interface_lines())
    if link_types:
        sentences.checked(name)
        sys.stdout.write(sentences.link_type_line())
    if config:
        from arpwatch_k8s.capture.live.interfaces import interfaces as there_are

        found = there_are() if sentences.checked(name) == sentences.LIVE else ()
        sys.stdout.writelines(sentences.config_lines(sentences.checked(name), found))


def replay(file: str | None, fifo: str, vips: list[str], names: list[str]) -> None:
    """A recording's frames, with what is wrong in them. UsageError: none is named."""
    from datetime import UTC

    from arpwatch_k8s.cli.job import Help, run

    if not file:
        raise UsageError("no recording given", fix="Name it in the settings of this interface: --file FILE")
    known = Help(nodes=None, inventories=names, logs=None, skews=None, zone=UTC)
    result = run([file], vips, known, quiet=True, writes=True)
    from arpwatch_k8s.report.annotated import write_commented

    write_commented(result, fifo)


def listen(
    interface: str | None,
    fifo: str,
    passing: tuple[list[str], list[str] | None, bool, bool],
    names: list[str],
    user: str | None,
) -> None:
    """Frames as they come, with what a watch says of them, until Wireshark leaves the pipe."""
    rights.one_thread()
    from arpwatch_k8s.capture.live import interfaces, privilege
    from arpwatch_k8s.capture.live.stop import Stop
    from arpwatch_k8s.capture.live.tap import Settings
    from arpwatch_k8s.extcap.notes import Notes
    from arpwatch_k8s.extcap.sentences import likeliest
    from arpwatch_k8s.monitor.config import WatchConfig
    from arpwatch_k8s.monitor.rehearsal import rehearse

    vips, expression, control_only, full = passing
    name = interface or likeliest(interfaces.interfaces())
    how = Settings()
    config = WatchConfig(
        interfaces=interfaces.checked([name] if name else None),
        settings=how,
        passing=live.passing(
            vips=vips, expression=expression, control_only=control_only, full=full, snaplen=how.snaplen
        ),
        known=naming.known(None, names),
        account=privilege.account(user),
    )
    with Stop() as stop:
        rehearse([Notes(lambda _: None, lambda: None)], config.zone)
        if not stop.requested:  # while all was loaded
            watch(config, fifo, stop)


def watch(config: WatchConfig, fifo: str, stop: Stop) -> None:
    """Open what needs rights, give them up, and pass frames on."""
    from arpwatch_k8s.capture.live import privilege
    from arpwatch_k8s.capture.live.tap import Tap
    from arpwatch_k8s.cli.watch import link_change
    from arpwatch_k8s.extcap.fifo import opened
    from arpwatch_k8s.extcap.notes import Notes
    from arpwatch_k8s.monitor.kernel_table import KernelTable
    from arpwatch_k8s.monitor.watch import Watch

    notices: Notices = SimpleQueue()
    (name,) = config.interfaces
    with ExitStack() as stack:
        tap = stack.enter_context(closing(Tap(name, config.settings, config.passing, tell=link_change(notices, name))))
        kernel = KernelTable.opened(config.interfaces, time.time_ns())
        if kernel is not None:
            stack.enter_context(closing(kernel))
        descriptor = opened(fifo, stop)
        stream = streamed(config, tap.linktype, descriptor, stop)
        privilege.drop(config.account)
        sink = Notes(stream.put, stream.finish)
        Watch([tap], config, [sink], notices=notices, kernel=kernel, recorder=stream).run(stop)


def streamed(config: WatchConfig, linktype: int, descriptor: int, stop: Stop) -> Stream:
    """What passes frames on to Wireshark."""
    from arpwatch_k8s.evidence.addresses import number_text
    from arpwatch_k8s.extcap.stream import Stream
    from arpwatch_k8s.monitor.recordings.recording import Described

    passing = config.passing
    (name,) = config.interfaces
    described = Described(name=name, linktype=linktype, snaplen=passing.snaplen, filter_text=passing.user)
    vips = ", ".join(map(number_text, passing.vips)) or "addresses that behave like VIPs"
    about = (
        f"arpwatch-k8s {__version__} watches {name} for {vips}. What it finds are packet comments; they name frames by "
        "their numbers in this stream. To find them: frame.comment"
    )
    return Stream(descriptor, stop, described, about=about)
