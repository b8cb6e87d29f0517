"""Options that several commands share, and what their texts mean."""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from arpwatch_k8s.cli import completing
from arpwatch_k8s.errors import UsageError

if TYPE_CHECKING:
    from arpwatch_k8s.wording.instants import Named

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE",
        help="Captures, printed frames, logs, listings; folders and archives of them, here or by URL (s3://, gs://, "
        "ssh://, https://); tcp://HOST:PORT; or - for stdin. NAME=SOURCE names it.",
    ),
]
Reads = Annotated[list[str] | None, typer.Option("-r", "--read", metavar="SOURCE", help="The same, as in tcpdump.")]
Vips = Annotated[
    list[str] | None, typer.Option("--vip", metavar="ADDRESS", help="A VIP to look at; discovered where none is given.")
]
Nodes = Annotated[
    list[str] | None, typer.Option("--node", metavar="NAME=MAC|IP", help="Name a node by its MAC or its own address.")
]
Inventories = Annotated[
    list[str] | None,
    typer.Option("--inventory", metavar="FILE", help="Names: TOML, or JSON of kubectl get or ip neigh."),
]
Kubeconfig = Annotated[
    str | None, typer.Option("--kubeconfig", metavar="FILE", help="Names: what kubectl says now, by this file.")
]
Logs = Annotated[
    list[str] | None,
    typer.Option(
        "--as",
        "--log",
        metavar="[KIND=]FILE[@ZONE]",
        help="What a file is, or its zone, where its content may not tell: a log (docs/logs.md has the kinds), "
        "capture, tcpdump.",
    ),
]
Skews = Annotated[
    list[str] | None,
    typer.Option(
        "--skew",
        metavar="NAME=+0.8s",
        help="The clock of a log, named by its kind or its file, is 0.8 s ahead: that is taken off its times. "
        "-9h where it is behind.",
    ),
]
Zone = Annotated[
    str,
    typer.Option(
        "--tz",
        metavar="ZONE",
        help="Zone of the times that are shown, and of those read that name none: Asia/Tokyo.",
        autocompletion=completing.zones,
    ),
]
Day = Annotated[
    str | None,
    typer.Option("--date", metavar="YYYY-MM-DD", help="Day of the first printed frame, where the print has no dates."),
]
From = Annotated[
    str | None, typer.Option("--from", metavar="TIME", help="Show nothing before this time (docs/times.md).")
]
To = Annotated[str | None, typer.Option("--to", metavar="TIME", help="Show nothing after this time.")]
Around = Annotated[
    int | None,
    typer.Option(
        "--around",
        metavar="INCIDENT",
        min=1,
        help="Show the incident of this number, with what led to it and followed.",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No notices on standard error.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


class Format(StrEnum):
    """Forms of what `explain`, `compare` and `probe` print."""

    TEXT = "text"
    JSON = "json"


class FailOn(StrEnum):
    """Severities for --fail-on."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


def sources(positional: list[str] | None, read: list[str] | None, named: list[str] | None = None) -> list[str]:
    """All sources, in the order given; UsageError where there is none, and no file `named` as something either."""
    found = [*(positional or []), *(read or [])]
    if not found and not named:
        raise UsageError("no source given", fix="Name a capture file: arpwatch-k8s analyze proxy.pcapng")
    return found


def kinds_of(names: list[str] | None) -> list[int]:
    """Kinds of evidence as numbers; UsageError where a name is none."""
    from arpwatch_k8s.wording.kinds import KINDS

    unknown = sorted(set(names or ()) - set(KINDS[1:]))
    if unknown:
        raise UsageError(f"--kind {unknown[0]!r} is no kind of evidence", fix=f"One of: {', '.join(KINDS[1:])}.")
    return [KINDS.index(name) for name in names or ()]


def instant(option: str, text: str, where: tzinfo) -> Named:
    """What is given to an option as an instant, in any of its forms; UsageError where it is none."""
    from arpwatch_k8s.wording.instants import FORMS, Named, parse

    try:
        return Named(option=option, text=text, instant=parse(text, where))
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{option} {text[:MOST_CHARS]!r} is no time", fix=FORMS) from error


def day(text: str | None) -> date | None:
    """The day given as an option; UsageError where there is none such."""
    if text is None:
        return None
    from arpwatch_k8s.capture.text.stamps import parse_day

    return parse_day(text)


MOST_CHARS: Final = 60
"""Of what a user gave, in a message about it."""


def zone(name: str) -> tzinfo:
    """The zone of a name; UsageError where there is none."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(
            f"--tz {name[:MOST_CHARS]!r} is no time zone", fix="Give an IANA name such as Asia/Tokyo, or UTC."
        ) from error
