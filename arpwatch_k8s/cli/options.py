"""Options that several commands share, and what their texts mean."""

from datetime import UTC, tzinfo
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from arpwatch_k8s.errors import UsageError

Sources = Annotated[list[str] | None, typer.Argument(metavar="SOURCE...", help="Savefiles (pcap or pcapng).")]
Reads = Annotated[list[str] | None, typer.Option("-r", "--read", metavar="SOURCE", help="A savefile, as in tcpdump.")]
Vips = Annotated[
    list[str] | None, typer.Option("--vip", metavar="ADDRESS", help="A VIP to look at; discovered where none is given.")
]
Nodes = Annotated[
    list[str] | None, typer.Option("--node", metavar="NAME=MAC|IP", help="Name a node by its MAC or its own address.")
]
Zone = Annotated[str, typer.Option("--tz", metavar="ZONE", help="Time zone for display, e.g. Asia/Tokyo.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No notices on standard error.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


class Format(StrEnum):
    """Forms of `analyze`'s output."""

    TEXT = "text"
    JSON = "json"


class FailOn(StrEnum):
    """Severities for --fail-on."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


def sources(positional: list[str] | None, read: list[str] | None) -> list[str]:
    """All sources, in the order given; UsageError where there is none."""
    found = [*(positional or []), *(read or [])]
    if not found:
        raise UsageError("no source given", fix="Name a capture file: arpwatch-k8s analyze proxy.pcapng")
    return found


def zone(name: str) -> tzinfo:
    """The zone of a name; UsageError where there is none."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"--tz {name!r} is no time zone", fix="Give an IANA name such as Asia/Tokyo, or UTC."
        ) from error
