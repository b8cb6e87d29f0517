"""The state of every track at an instant, as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.connections.connection import Connection
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Effect, Symptom
from arpwatch_k8s.correlator.instant import Holder, Instant, Lane, Shown
from arpwatch_k8s.correlator.moves import Move
from arpwatch_k8s.correlator.ownership.epochs import holder as holding
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.clocks import clocks
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.report.beliefs import at, ending, line_of, said_by, who
from arpwatch_k8s.report.explain.states import instants, log_line
from arpwatch_k8s.report.explain.told import told_around
from arpwatch_k8s.report.paragraphs import numbered, numbered_one
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain_lines
from arpwatch_k8s.wording.times import NS, clock, day
from arpwatch_k8s.wording.wrapping import WIDTH, Line, Paragraph, laid_out

MARGIN: Final = " " * 10
MOST_UNSEEN: Final = 8
"""VIPs in no frame that are told."""
MOST_SENDERS: Final = 6
"""Senders whose track *used* is told, those that the capture was taken at first; JSON has all."""

EFFECTS: Final = {
    Effect.ENDED: "ended its attempt",
    Effect.PENDING: "while the attempt was still open",
    Effect.AFTER_ANSWER: "after the attempt's SYN-ACK",
    Effect.AFTER_END: "after the attempt's end",
    None: "of no attempt seen",
}


def text(result: Result, time: int, zone: tzinfo, width: int = WIDTH) -> str:
    """The state at `time`, a line feed at its end; times of day in `zone`, `width` columns."""
    return plain_lines("\n".join(laid_out(lines(result, time, zone), width))) + "\n"


def lines(result: Result, time: int, zone: tzinfo) -> Iterator[Line]:
    """Line by line."""
    start, _ = result.case.span or (time, time)
    first = "frame" if result.case.start is not None else "line"
    since = f"{(time - start) / NS:,.3f} s after the first {first}"
    yield f"At {day(time, zone)} {clock(time, zone)[:8]}.{time % NS:09d}, {since}"
    if not result.case.vips and not result.case.unseen:
        yield "No VIP was seen: no address behaves like one, or the one asked for never appears."
    for vip in result.case.unseen[:MOST_UNSEEN]:
        yield ""
        yield from unseen(result, vip, time, zone)
    for record, found in instants(result, time):
        yield ""
        yield Paragraph(f"VIP {record.vip} on interface {record.segment}{result.case.within(record)}", "", "  ")
        yield from tracks(result, record, found, zone)
        yield from cluster(result, record.vip, time, zone)
        yield from attempts(result, found, zone)
        before = [(hurt.time, symptom(result, hurt)) for hurt in found.symptoms_before]
        before += [(move.time, move_text(result, move)) for move in found.moves_before]
        after = [(hurt.time, symptom(result, hurt)) for hurt in found.symptoms_after]
        after += [(move.time, move_text(result, move)) for move in found.moves_after]
        yield from around("before", sorted(before, reverse=True), time)
        yield from around("after", sorted(after), time)
    yield from logs(result, time)
    said = [words for number in range(len(result.case.logs)) for words in clocks(result.case, number)]
    if said:
        yield ""
    for words in said:
        yield Paragraph(words, "Note  ", "      ")


def unseen(result: Result, vip: str, time: int, zone: tzinfo) -> Iterator[Line]:
    """A VIP that no frame shows, as logs tell of it."""
    yield f"VIP {vip}, in no frame: as logs tell it"
    epochs = result.case.kernel.get(vip, ())
    if epochs:
        held = holding(epochs, time)
        yield from beside("kernel", "no entry" if held is None else holder(result, Holder(held.owner, held.mac)))
        if held is not None:
            yield from beside("", f"since {clock(held.start, zone)}")
    yield from cluster(result, vip, time, zone)


def cluster(result: Result, vip: str, time: int, zone: tzinfo) -> Iterator[Line]:
    """Who the cluster said held a VIP: each program's word, with the lines that say so."""
    told = [epoch for epoch in result.case.cluster if epoch.vip == vip]
    name = "cluster"
    for voice in dict.fromkeys(map(said_by, told)):
        mine = at([epoch for epoch in told if said_by(epoch) == voice], time)
        yield from beside(name, f"{voice}: {' and '.join(who(result, epoch) for epoch in mine) or 'nobody'}")
        for epoch in mine[:MOST_SENDERS]:
            several = f"{epoch.node} " if len(mine) > 1 else ""
            yield from beside("", f"{several}since {clock(epoch.start, zone)}, says {line_of(result, epoch.said)}")
            if epoch.ended is not None:
                until = f"{several}until {clock(epoch.end, zone)}, {ending(epoch)}"
                yield from beside("", f"{until}, says {line_of(result, epoch.ended)}")
            elif epoch.heard < time:
                yield from beside("", f"{several}not taken back, heard up to {clock(epoch.heard, zone)}")
        name = ""


def beside(name: str, words: str) -> list[Line]:
    """A name in the margin, words beside it, or below where the name is long."""
    fits = len(name) < len(MARGIN)
    body = Paragraph(words, f"{name:<{len(MARGIN)}}" if fits else MARGIN, f"{MARGIN}  ")
    return [body] if fits else [name, body]


def tracks(result: Result, record: VipRecord, found: Instant, zone: tzinfo) -> Iterator[Line]:
    """Every lane."""
    senders = [lane for lane in found.lanes if lane.track == Track.USED]
    senders.sort(key=lambda lane: not record.sees_all_of(lane.sender or 0))
    left_out = senders[MOST_SENDERS:]
    for lane in found.lanes:
        if lane.track == Track.USED and lane is not senders[0]:
            continue
        for one in senders[:MOST_SENDERS] if lane.track == Track.USED else [lane]:
            for number, words in enumerate(state(result, record, one, found.time, zone)):
                yield from beside("" if number else name_of(result, one), words)
        if lane.track == Track.USED and left_out:
            yield from beside("", f"{plural(len(left_out), 'more sender')}, in --format json")
    gone, names = found.departure, result.case.inventory
    if gone is not None:
        yield from beside(
            "",
            f"yet from {clock(gone.start, zone)} to {clock(gone.end, zone)} {plural(gone.frames, 'frame')} went to "
            f"{holder(result, Holder(names.owner(gone.mac), gone.mac))}, which that cache could not hold "
            f"[{numbered(result, (gone.first_frame, gone.last_frame))}]",
        )


def name_of(result: Result, lane: Lane) -> str:
    """A lane's name, with the sender that it is of."""
    if lane.sender is None:
        return lane.track
    who = result.case.inventory.label(result.case.inventory.owner(lane.sender), lane.sender)
    return f"used by {who}" if lane.track == Track.USED else f"expected in the cache of {who}"


def state(result: Result, record: VipRecord, lane: Lane, time: int, zone: tzinfo) -> Iterator[str]:
    """A lane in words: who, since when by which frame, what shows it before and after."""
    who = (" and " if lane.contested else " or ").join(holder(result, one) for one in lane.holders)
    yield f"contested by {who}" if lane.contested else who or held_by_nobody(lane)
    if lane.since is not None:
        yield f"since {clock(lane.since, zone)}{made_by(result, record, lane, time)}"
    if lane.until is not None:
        how = f" ({lane.ends_by.replace('_', ' ')})" if lane.ends_by and not lane.contested else ""
        yield f"until {clock(lane.until, zone)}{how}"
    for one in lane.shown:
        yield f"{ago(one, time)}  {short(result, one.holder)} [{numbered_one(result, one.frame)}]"
    for unheard in silent(lane):
        yield f"nothing shows {short(result, unheard)} before"
    if lane.follows is not None:
        where = numbered_one(result, lane.follows.frame)
        yield f"{ago(lane.follows, time)}  {short(result, lane.follows.holder)} [{where}]"
    elif lane.track not in (Track.EXPECTED, Track.KERNEL):
        yield "no frame of it follows"


def held_by_nobody(lane: Lane) -> str:
    """What a lane without a holder says."""
    if lane.track == Track.EXPECTED and lane.since is not None:
        return "any of so many that nothing is expected"
    return "given up" if lane.withdrawn else "nobody known yet"


def ago(one: Shown, time: int) -> str:
    """When something was shown, from the instant."""
    return f"{(one.time - time) / NS:+.3f} s"


def short(result: Result, one: Holder) -> str:
    """A holder's name, or else its MAC."""
    return result.case.inventory.name(one.owner) or holder(result, one)


def silent(lane: Lane) -> list[Holder]:
    """Holders of a contest that nothing shows before the instant."""
    if not lane.contested:
        return []
    heard = {one.holder.owner for one in lane.shown}
    return [one for one in lane.holders if one.owner not in heard]


def holder(result: Result, one: Holder) -> str:
    """A holder's name and MAC."""
    return result.case.inventory.label(one.owner, None if one.owner & BY_ADDRESS else one.mac)


def made_by(result: Result, record: VipRecord, lane: Lane, time: int) -> str:
    """The frame, or the line of a log, that made a lane what it is."""
    if lane.made_by is not None:
        return f" by {numbered_one(result, lane.made_by)}"
    told = log_line(result, record, time) if lane.track == Track.KERNEL else None
    return f", says line {told[1].line} of {told[0].name}" if told else ""


def attempts(result: Result, found: Instant, zone: tzinfo) -> Iterator[Line]:
    """What was being tried."""
    open_ones = found.waiting + found.established
    if not open_ones:
        yield from beside("open", "no attempt was open")
        return
    fate = f"{found.failing} failed in the end" if found.failing else "none failed in the end"
    count = f"{found.waiting} without a SYN-ACK yet, {found.established} with one"
    yield from beside("open", f"{plural(open_ones, 'attempt')}, {count}; {fate}")
    for one in found.listed:
        yield from beside("", attempt(result, one, found.time, zone))
    if open_ones > len(found.listed):
        yield from beside("", f"and {open_ones - len(found.listed)} more")


def attempt(result: Result, one: Connection, time: int, zone: tzinfo) -> str:
    """One attempt in words."""
    client = result.case.evidence.addresses.text(one.sender) or "?"
    client = f"[{client}]" if ":" in client else client
    answered = "waits" if one.answer_time is None or one.answer_time > time else "established"
    end = "open to the end" if one.end is None else f"{one.outcome} at {clock(one.end, zone)}"
    where = [one.tries[0].frame, *([one.end_frame] if one.end_frame else [])]
    return (
        f"{client}:{one.sender_port} to port {one.port} since {clock(one.start, zone)}: {answered}, {end} "
        f"[{numbered(result, where)}]"
    )


def around(name: str, some: list[tuple[int, str]], time: int) -> Iterator[Line]:
    """Symptoms and moves on one side of the instant, the nearest first."""
    if not some:
        yield from beside(name, "no symptom, no move")
    for number, (when, words) in enumerate(some):
        yield from beside("" if number else name, f"{(when - time) / NS:+.3f} s  {words}")


def logs(result: Result, time: int) -> Iterator[Line]:
    """What logs said about the instant, the nearest first on either side."""
    before, after = told_around(result, time)
    if not before and not after:
        return
    yield ""
    yield "Said in logs"
    for name, some in (("before", before), ("after", after)):
        for number, one in enumerate(some):
            where = numbered(result, (), [one.line])
            yield from beside("" if number else name, f"{away(one.event, time)}  {where}: {one.text}")
        if not some:
            yield from beside(name, "nothing")


def away(event: LogEvent, time: int) -> str:
    """How far a line is from the instant, no more exact than its stamp."""
    if event.width_ns < NS:
        return f"{(event.time - time) / NS:+,.3f} s"
    seconds = event.time // NS - time // NS
    return f"{seconds:+,} s" if seconds else "same second"


def symptom(result: Result, item: Symptom) -> str:
    """A symptom in words."""
    owner = result.case.inventory.owner(item.mac, item.time, item.segment)
    who = short(result, Holder(owner, item.mac)) if item.mac else "nobody known"
    return f"{item.kind} from {who}, {EFFECTS[item.effect]} [{numbered_one(result, item.frame)}]"


def move_text(result: Result, move: Move) -> str:
    """A move in words."""
    track = str(move.track)
    if move.sender is not None:
        track += f" by {short(result, Holder(result.case.inventory.owner(move.sender), move.sender))}"
    where = f" [{numbered_one(result, move.frame)}]" if move.frame else ""
    if move.before is None or move.after is None:
        return f"{track}: {move.what}{where}"
    before, after = (short(result, Holder(owner, owner)) for owner in (move.before, move.after))
    return f"{track}: {move.what} from {before} to {after}{where}"
