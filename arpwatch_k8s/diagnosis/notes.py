"""What a reader should bear in mind, though it does not stand in the way of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Final

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.testimony.twice import given_twice
from arpwatch_k8s.correlator.views.merging import Offset, name_of
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.clocks import clocks
from arpwatch_k8s.diagnosis.listed import listed
from arpwatch_k8s.diagnosis.signs.claimants import speakers_of
from arpwatch_k8s.diagnosis.signs.failures import scanned_ports
from arpwatch_k8s.diagnosis.sparing import sparing
from arpwatch_k8s.diagnosis.told import told
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.row import TCP_SYN
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.savefile.info import CaptureInfo, PrintedFrames, Skipped
from arpwatch_k8s.thresholds import NS
from arpwatch_k8s.wording.counts import listed as enumerated
from arpwatch_k8s.wording.counts import plural

MOST_UNREAD: Final = 6
"""Files that are named of those that were not read for one reason."""
MOST_VIEWS: Final = 6
"""Views, or hosts, that one note names."""
MOST_KINDS: Final = 3
"""Kinds of events that one note names."""


def seen_by_several(case: Case) -> list[str]:
    """What merging the captures of several hosts rests on; which of them could not be merged."""
    said = []
    for view in case.views:
        if view.offsets:
            said.append(merged(case, view.offsets))
        if view.duplicates:
            said.append(f"{view.duplicates:,} frames of {case.called(view)} were seen twice and count once")
    if len(case.views) > 1:
        names = [case.called(view) for view in case.views[:MOST_VIEWS]]
        more = [f"{len(case.views) - MOST_VIEWS:,} more"] if len(case.views) > MOST_VIEWS else []
        said.append(f"{'; '.join([*names, *more])} share too few frames to be put together: each is judged by itself")
    return said


def merged(case: Case, offsets: Sequence[Offset]) -> str:
    """How captures were put on another's clock; of many, those that are furthest off."""
    shown = sorted(offsets, key=lambda offset: -abs(offset.offset_ns))[:MOST_VIEWS]
    named = [(name_of(offset.vantage, case.captures), offset) for offset in shown]
    if len(offsets) == 1:
        name, offset = named[0]
        return (
            f"{name} was merged by {offset.frames} frames that others saw too: its clock is {off(offset)}, which "
            "orders its frames among the others', on whose clock all times here are"
        )
    more = [f"and {len(offsets) - len(shown):,} more, less far"] if len(offsets) > len(shown) else []
    clocks_off = [f"{name} is {off(offset)}, by {offset.frames} frames" for name, offset in named]
    return (
        f"the captures of {len(offsets)} more hosts were merged by frames that others saw too, which puts them on one "
        f"clock, that of all times here: {'; '.join([*clocks_off, *more])}"
    )


def off(offset: Offset) -> str:
    """How far a clock is off, and how sure that is."""
    return f"{offset.offset_ns / 1e6:+,.3f} ms off (half of them within {offset.spread_ns / 1e3:,.1f} us)"


def unread(skipped: Sequence[Skipped]) -> Iterator[str]:
    """What of folders and archives was not read: the files of one reason together, each folder named once."""
    by_reason: dict[str, list[PurePath]] = {}
    for one in skipped:
        by_reason.setdefault(one.reason, []).append(PurePath(one.path))
    for reason, paths in by_reason.items():
        shown = paths[:MOST_UNREAD]
        names = [
            str(path) if n == 0 or path.parent != shown[n - 1].parent else path.name for n, path in enumerate(shown)
        ]
        more = [f"{len(paths) - len(shown):,} more"] if len(paths) > len(shown) else []
        yield f"{enumerated([*names, *more])} {'was' if len(paths) == 1 else 'were'} not read: {reason}"


def logs_read(case: Case) -> list[str]:
    """What is known of the logs' clocks, files of several kinds, and lines that could not be read."""
    kinds: dict[str, list[str]] = {}
    for log in case.logs:
        kinds.setdefault(log.name, []).append(f"{log.lines:,} of {log.source}")
    said = [
        f"{name} has lines of several kinds, each read as what it is: {enumerated(found)}"
        for name, found in kinds.items()
        if len(found) > 1
    ]
    for number, log in enumerate(case.logs):
        if not log.lines:
            said.append(f"{log.name} {'is empty' if log.numbered_by == 'line' else f'has no {log.numbered_by}s'}")
        said += clocks(case, number)
        if log.cuts:
            said.append(cut_short(log))
        if log.unparsed:
            line, text = log.unparsed[0]
            said.append(
                f"{log.unparsed_number} of {log.lines} lines of {log.name} are not of {log.source}, line {line} first: "
                f"{text.strip()[:60]!r}"
            )
    said += [
        f"what {one.part.name} says with a time, {one.events} things, stands in {one.whole.name}, too, and counts "
        "twice: give one of the two where they are one log"
        for one in given_twice(case.logs)
    ]
    return said


def cut_short(log: Log) -> str:
    """How many lines of a log say the same as others, and count nowhere else."""
    kinds: Counter[str] = Counter()
    for cut in log.cuts:
        kinds[cut.kind.replace("_", " ")] += cut.number
    names = [f"{number:,} of {kind}" for kind, number in kinds.most_common(MOST_KINDS)]
    rest = kinds.total() - sum(number for _, number in kinds.most_common(MOST_KINDS))
    shown = enumerated([*names, *([f"{rest:,} of other kinds"] if rest else [])])
    return (
        f"{log.name} says the same again and again: {plural(kinds.total(), 'event')}, {shown}, are counted alone; no "
        "finding cites them, and no number of errors has them"
    )


def unseen(case: Case, record: VipRecord) -> Iterator[str]:
    """What one VIP's owners and senders did that this capture, by where it was taken, cannot show."""
    label = case.inventory.label
    several = len({epoch.owner for epoch in record.ownership.epochs}) > 1
    for host in record.hosts:
        if several and not host.sure:
            yield (
                f"nobody but {label(host.mac)} and {label(host.other)} exchanges frames here: it is taken to be "
                f"captured at the former, which connects to {record.vip}; if at the latter, what the former sent "
                "elsewhere is unseen"
            )
    partly = [
        sender for sender in dict.fromkeys(e.sender for e in record.used) if sender and not record.sees_all_of(sender)
    ]
    if partly and record.hosts:
        where = " and ".join(label(host.mac) for host in record.hosts)
        who = label(partly[0]) + (f" and {len(partly) - 1} more" if len(partly) > 1 else "")
        yield f"captured at {where}: of what {who} sent to {record.vip}, only frames that came there are seen"
    shown = {epoch.owner for epoch in record.used + record.serving}
    for epoch in record.ownership.epochs:
        if shown and epoch.owner not in shown and epoch.end - epoch.start > case.thresholds.handover_after_ns:
            yield (
                f"no frame of a connection through {label(epoch.owner)} is in this capture, which claimed "
                f"{record.vip} for {(epoch.end - epoch.start) / NS:.1f} s: how it served cannot be told from here"
            )


def unheard(case: Case, record: VipRecord) -> Iterator[str]:
    """Claimants whose programs were not looked for, since they are too many."""
    heard = {speaker.mac for speaker in speakers_of(case, record)}
    macs = distinct(record.claims["mac"])
    if heard and len(macs) > len(heard):
        yield (
            f"{len(macs):,} MACs claimed {record.vip}: which program spoke was looked for at the {len(heard):,} "
            "that did so most"
        )


def not_kept(info: CaptureInfo) -> Iterator[str]:
    """What of a capture found no room, or was not recorded."""
    if not (info.flows_kept or info.format == "live" or info.printed):
        yield (
            f"{info.name} was read but once, and the VIPs were not known by then: what their connections carried and "
            "who else spoke was not recorded; name them with --vip"
        )
    if info.endpoints_lost:
        yield f"{info.endpoints_lost:,} TCP segments of {info.name} to too many addresses are in no count by address"
    if info.presence_lost:
        yield (
            f"{info.presence_lost:,} stretches in which a host of {info.name} was heard are more than is kept: that "
            "one was silent cannot be told"
        )
    if info.turns_left:
        yield (
            f"{info.turns_left:,} changes of the MAC that connections in {info.name} used are not told: more of one "
            "connection than are kept"
        )
    if info.lists_left:
        yield (
            f"{info.lists_left:,} advertisements of VRRP in {info.name} list more different addresses than are kept: "
            "what they list is not looked at"
        )


def no_destinations(case: Case) -> str:
    """Why no frame has a destination MAC."""
    if all(info.printed for info in case.captures):
        return "the print has no destination MACs (tcpdump without -e, or -i any)"
    return "the capture has no destination MACs (cooked)"


def printed(info: CaptureInfo, told: PrintedFrames, *, logs: bool) -> Iterator[str]:
    """What frames that were printed cannot show, and what of the print was not read."""
    yield (
        f"{info.name} holds frames as {told.program} printed them: how many were lost, or left out by who copied them, "
        "it does not say; its frames are cited by line"
    )
    if told.dateless:
        beside = ", so no line of a log is tied to them" if logs else ""
        fix = "print them again with -tttt (tshark: -t ad)" if told.counts else "name the day of the first with --date"
        yield f"times in {info.name} have no date{beside}; {fix}"
    if told.zone is not None and not told.dateless:
        yield f"local times in {info.name} were read in {told.zone}; name another zone with --tz"
    if told.named:
        yield f"{plural(told.named, 'frame')} of {info.name} name hosts instead of addresses: print with -n"
    if told.first_odd is not None:
        number, text = told.first_odd
        are = "is" if told.odd == 1 else "are"
        yield f"{plural(told.odd, 'line')} of {info.name} {are} of no frame, line {number} first: {text.strip()[:60]!r}"


def repeated(case: Case, record: VipRecord) -> Iterator[str]:
    """Whose claims are left out, as a bridge made them of another's."""
    for mac, other in record.echoes.items():
        yield (
            f"{case.inventory.label(case.inventory.owner(mac), mac)} repeats at once each claim of {record.vip} by "
            f"{case.inventory.label(case.inventory.owner(other), other)}: taken for a bridge with a MAC of its own "
            "(Wi-Fi, a tap), it counts as no claimant"
        )


def notes(case: Case) -> tuple[str, ...]:
    """What a reader should bear in mind, though it does not stand in the way of an answer."""
    said = [*unread(case.skipped)]
    said += seen_by_several(case)
    said += logs_read(case)
    said += listed(case)
    said += told(case)
    if case.forgotten:
        said.append(f"{case.forgotten:,} older rows were let go of to bound memory: counts are of what is left")
    odd = case.shown.rows
    if odd:
        have = "has a time that is" if odd == 1 else "have times that are"
        said.append(
            f"{plural(odd, 'frame')} {have} years away from "
            "those of the others, as of a clock that was never set or of a damaged record: in the tables, and left out "
            "of the figure"
        )
    for info in case.captures:
        said += not_kept(info)
        if info.interrupted:
            said.append(f"{info.name} was read up to Ctrl-C")
        if info.printed is not None:
            said += printed(info, info.printed, logs=bool(case.logs))
        elif info.drops is None and info.frames:
            said.append(f"{info.name} ({info.format}) does not say how many frames were lost")
        if info.backwards:
            one = info.backwards == 1
            are = "is older than the frame before it" if one else "are older than the frame before them"
            said.append(f"{plural(info.backwards, 'frame')} of {info.name} {are}; sorted by time")
    said += [
        f"ARP never names {record.vip} on interface {record.segment}: a router may stand between, whose MACs these are"
        for record in case.vips
        if record.attempts and not record.on_link
    ]
    said += [words for record in case.vips for words in unseen(case, record)]
    said += [
        f"{len(ports):,} ports of {record.vip} were tried that nobody ever served: a port scan, which no rule takes "
        "for harm"
        for record in case.vips
        if (ports := scanned_ports(record))
    ]
    said += [words for record in case.vips for words in (*unheard(case, record), *repeated(case, record))]
    left = max((record.symptoms_left for record in case.vips), default=0)
    if left:
        said.append(f"{left:,} more symptoms than are kept: counts of them are too low")
    cooked = bool(len(case.evidence)) and not case.evidence.of_kinds(TCP_SYN)["eth_dst"].any()
    if cooked and any(record.attempts for record in case.vips):
        said.append(f"{no_destinations(case)}: which MAC each sender used is unknown")
    names = [log.name for log in case.logs] + [info.name for info in case.captures]
    return tuple(sparing(said, names))
