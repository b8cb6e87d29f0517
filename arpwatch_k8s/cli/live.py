"""Options that the live commands share, and how they begin: sockets first, then without root."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from arpwatch_k8s.cli import completing
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.capture.live.kernel_filter import Passing
    from arpwatch_k8s.capture.live.tap import Settings

log = logging.getLogger("arpwatch_k8s")

Expression = Annotated[
    list[str] | None, typer.Argument(metavar="FILTER", help="Frames must meet this, too (man pcap-filter).")
]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "-i",
        "--interface",
        metavar="IF",
        help="Listen here; again for more, or `any`.",
        autocompletion=completing.interfaces_or_any,
    ),
]
ControlOnly = Annotated[bool, typer.Option("--control-only", help="No TCP: ARP, ICMP errors, NDP and VRRP alone.")]
Full = Annotated[bool, typer.Option("--full", help="All frames, whole.")]
Snaplen = Annotated[int, typer.Option("-s", "--snaplen", metavar="BYTES", help="At most so much of any frame.")]
NotPromiscuous = Annotated[bool, typer.Option("-p", "--no-promiscuous", help="Not promiscuous.")]
BufferKib = Annotated[int, typer.Option("-B", "--buffer", metavar="KIB", help="The kernel's buffer.")]
User = Annotated[
    str | None,
    typer.Option(
        "-Z", "--user", metavar="USER", help="Become this user once the sockets are open: arpwatch-k8s, or else nobody."
    ),
]
LARGEST_KIB = 2_000_000
"""libpcap's buffer size is an int of bytes."""


def warned(text: str, is_up: bool) -> None:  # noqa: ARG001 - as a tap tells it
    """Say what became of an interface."""
    log.warning("%s", text)


def settings(*, snaplen: int, no_promiscuous: bool, buffer_kib: int) -> Settings:
    """How to listen; UsageError where a number makes no sense."""
    from arpwatch_k8s.capture.live.kernel_filter import MAX_BYTES
    from arpwatch_k8s.capture.live.tap import Settings

    if not 0 <= snaplen <= MAX_BYTES:
        raise UsageError(f"-s {snaplen}: 0 to {MAX_BYTES} bytes", fix="Leave it out for whole frames.")
    if not 0 < buffer_kib <= LARGEST_KIB:
        raise UsageError(f"-B {buffer_kib}: 1 to {LARGEST_KIB} KiB", fix="65536 are 64 MiB.")
    return Settings(snaplen=snaplen or MAX_BYTES, promiscuous=not no_promiscuous, buffer_bytes=buffer_kib << 10)


def passing(
    *, vips: list[str] | None, expression: list[str] | None, control_only: bool, full: bool, snaplen: int
) -> Passing:
    """What is to pass; UsageError where options contradict each other, or an address is none."""
    from arpwatch_k8s.analysis.given import number_of
    from arpwatch_k8s.capture.live.kernel_filter import MOST_VIPS, Passing

    if control_only and full:
        raise UsageError("--control-only and --full contradict each other", fix="Give one of them.")
    numbers = tuple(number_of(text) for text in vips or ())
    if len(numbers) > MOST_VIPS:
        raise UsageError(f"{len(numbers)} VIPs, a capture filter names {MOST_VIPS}", fix="Name those that matter most.")
    return Passing(vips=numbers, control_only=control_only, full=full, user=" ".join(expression or ()), snaplen=snaplen)
