"""How to show what a finding cites: Wireshark's display filters, sed for lines, words where no command would work."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import Finding
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.savefile.info import CaptureInfo

NS_PER_MS = 1_000_000


class Means(StrEnum):
    """What a filter is; the value is what it is headed by."""

    WIRESHARK = "Wireshark filter"
    """To be typed into Wireshark."""
    COMMAND = "show the lines"
    """To be typed into a shell."""
    PLACE = "found in"
    """Words: what is cited is in an archive, came out of a pipe, or has no lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What shows all that is cited of one file."""

    name: str
    """The file's short name."""
    means: Means
    """What `text` is."""
    text: str
    """The filter, the command, or the words."""


def filters(case: Case, finding: Finding) -> Iterator[Filter]:
    """Filters for what a finding cites, a file after the other: captures first."""
    of_captures: dict[int, list[int]] = {}
    for frame in finding.frames:
        of_captures.setdefault(frame.capture, []).append(frame.frame)
    for capture, numbers in of_captures.items():
        yield for_frames(case.captures[capture], numbers)
    of_logs: dict[int, list[int]] = {}
    for line in finding.lines:
        of_logs.setdefault(line.log, []).append(line.line)
    for log, numbers in of_logs.items():
        yield for_lines(case.logs[log], numbers)
    of_files: dict[str, list[int]] = {}
    for setting in finding.settings:
        of_files.setdefault(setting.file, []).append(setting.line)
    for name, numbers in of_files.items():
        yield for_settings(name, case.settings_paths.get(name), numbers)


def for_frames(info: CaptureInfo, numbers: Sequence[int]) -> Filter:
    """What shows some frames of a capture."""
    if info.printed is None:
        text = f"frame.number in {{{', '.join(map(str, numbers))}}}"
        return Filter(name=info.name, means=Means.WIRESHARK, text=text)
    if info.is_file and info.compression is None:
        return Filter(name=info.name, means=Means.COMMAND, text=sed(numbers, info.path))
    return Filter(name=info.name, means=Means.PLACE, text=place(info.numbered_by, numbers, info.path))


def in_time(vip: str, start: int, end: int) -> str:
    """Wireshark's filter for all frames of a VIP in [start, end], ns UTC, and in the rest of their milliseconds."""
    if ":" in vip:
        fields = ("ipv6.addr", "icmpv6.nd.ns.target_address", "icmpv6.nd.na.target_address")
    else:
        fields = ("ip.addr", "arp.src.proto_ipv4", "arp.dst.proto_ipv4")
    about = " or ".join(f"{field} == {vip}" for field in fields)
    first, last = (f"{ms // 1000}.{ms % 1000:03d}" for ms in (start // NS_PER_MS, -(-end // NS_PER_MS)))
    return f"frame.time_epoch >= {first} and frame.time_epoch <= {last} and ({about})"


def for_lines(log: Log, numbers: Sequence[int]) -> Filter:
    """What shows some lines of a log."""
    if log.is_file and log.numbered_by == "line":
        return Filter(name=log.name, means=Means.COMMAND, text=sed(numbers, log.path))
    return Filter(name=log.name, means=Means.PLACE, text=place(log.numbered_by, numbers, log.path))


def for_settings(name: str, path: str | None, numbers: Sequence[int]) -> Filter:
    """What shows some lines of a file of settings."""
    if path is not None:
        return Filter(name=name, means=Means.COMMAND, text=sed(numbers, path))
    return Filter(name=name, means=Means.PLACE, text=place("line", sorted(set(numbers)), name))


def sed(numbers: Iterable[int], path: str) -> str:
    """The command that prints some lines of a file.

    A page may break it at any space before the last line's number: to sed a line feed there is as good as a space.
    """
    # sed would take such a name for an option
    named = f"./{path}" if path.startswith("-") and path != "-" else path
    wanted = [f"{first}p" if first == last else f"{first},{last}p" for first, last in runs(numbers)]
    return f"sed -n '{'; '.join(wanted)}' {shlex.quote(named)}"


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as runs of those that follow one another, each by its first and its last."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number <= found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def place(noun: str, numbers: Sequence[int], path: str) -> str:
    """Where something is that no command shows: "lines 3, 5 of case.zip/error.log"."""
    nouns = noun if len(numbers) == 1 else f"{noun}s"
    return f"{nouns} {', '.join(map(str, numbers))} of {path}"
