"""What each VIP went through: its owners on every track, its speakers, its connections, its symptoms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import touching
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.quality import Quality
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.correlator.cost.symptom import Effect
from arpwatch_k8s.correlator.ownership.epochs import EndsBy, Epoch
from arpwatch_k8s.correlator.ownership.handovers import Handover
from arpwatch_k8s.correlator.ownership.holders import NOBODY
from arpwatch_k8s.correlator.ownership.neighbor import Departure
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.diagnosis.signs.visibility import unsigned
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.report.beliefs import cluster
from arpwatch_k8s.report.paragraphs import numbered
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import interval, percent, plural
from arpwatch_k8s.wording.times import between, clock, duration
from arpwatch_k8s.wording.wrapping import Line, Paragraph

MOST_EPOCHS = 4
"""Epochs of a track that are told one by one, beside its last two."""
MOST_DEPARTURES = 3
"""Kinds of frames that went elsewhere than expected, told one by one."""
MOST_MOVES = 8
"""Senders, speakers, moves of each sort and contests that are told one by one: a storm has one a frame."""
SURE = 0.8
"""Score from which on a speaker's program is named without its rivals."""
MOST_CANDIDATES, MOST_FRAMES = 3, 6


def vip(result: Result, record: VipRecord, zone: tzinfo) -> Iterator[Line]:
    """One VIP: its owners on every track, its connections, its symptoms."""
    service = result.case.inventory.services.get(record.vip)
    named = f"VIP {record.vip}{f' ({service})' if service else ''} on interface {record.segment}"
    yield Paragraph(named + result.case.within(record), "", "  ")
    yield from track(result, "claimed", record.ownership.epochs, zone)
    senders: dict[int, list[Epoch]] = {}
    for epoch in record.used:
        if epoch.sender is not None:
            senders.setdefault(epoch.sender, []).append(epoch)
    for sender in [*senders][:MOST_MOVES]:
        mine = tuple(senders[sender])
        partly = "" if record.sees_all_of(sender) else " in part"
        yield from track(
            result, f"used by {result.case.inventory.name(sender) or mac_text(sender)}{partly}", mine, zone
        )
    yield from beyond(len(senders), "sender")
    yield from track(result, "serving", record.serving, zone)
    if record.kernel:
        yield from track(result, "kernel", record.kernel, zone)
    yield from cluster(result, record.vip, zone)
    yield from strayed(result, record, zone)
    key = (record.vip, record.segment, record.view)
    spoke = [item for item in result.case.speakers if (item.vip, item.segment, item.view) == key]
    for item in spoke[:MOST_MOVES]:
        yield Paragraph(spoken(result, item), "  ", "    ")
    yield from beyond(len(spoke), "speaker")
    moves = [
        (moved, quality)
        for moved, quality in zip(record.ownership.handovers, record.qualities, strict=False)
        if result.shown is None or result.shown.touches(moved.time, moved.time)
    ]
    for moved, quality in moves[:MOST_MOVES]:
        yield Paragraph(handover(result, record, moved, quality, zone), "  ", "    ")
    yield from beyond(len(moves), "handover")
    contests = touching(record.ownership.contests, result.shown)
    for contest in contests[:MOST_MOVES]:
        who = " and ".join(result.case.inventory.label(owner) for owner in contest.owners[:MOST_MOVES])
        yield Paragraph(
            f"contested {clock(contest.start, zone)} - {clock(contest.end, zone)} "
            f"({duration(contest.end - contest.start)}) by {who}, {plural(contest.changes, 'change')} of the owner "
            "claimed",
            "  ",
            "    ",
        )
    yield from beyond(len(contests), "contest")
    for spell in touching(record.flapping, result.shown)[:MOST_MOVES]:
        by = f" by {result.case.inventory.label(spell.sender)}" if spell.sender is not None else ""
        yield Paragraph(
            f"flapping {clock(spell.start, zone)} - {clock(spell.end, zone)}: "
            f"{plural(spell.changes, 'change')} of the owner {spell.track}{by}",
            "  ",
            "    ",
        )
    yield from connections(record)
    yield from owners(result, record)
    yield from incidents(result, record, zone)
    yield from symptoms(result, record)


def unseen(result: Result, vip: str, zone: tzinfo) -> Iterator[Line]:
    """A VIP that no frame shows, as logs tell of it."""
    service = result.case.inventory.services.get(vip)
    yield f"VIP {vip}{f' ({service})' if service else ''}, in no frame: as logs tell it"
    if vip in result.case.kernel:
        yield from track(result, "kernel", result.case.kernel[vip], zone)
    yield from cluster(result, vip, zone)


def beyond(n: int, noun: str) -> Iterator[Line]:
    """How many more of something there are than are told."""
    if n > MOST_MOVES:
        yield f"  ... {plural(n - MOST_MOVES, f'more {noun}')}, in --format json"


EFFECTS = {
    Effect.ENDED: "ended their attempts",
    Effect.PENDING: "while the attempt was still open",
    Effect.AFTER_ANSWER: "after its SYN-ACK",
    Effect.AFTER_END: "after its end",
    None: "of no attempt seen",
}


def symptoms(result: Result, record: VipRecord) -> Iterator[Line]:
    """How many symptoms of each kind, from whom, and what they did to their attempts."""
    counts: Counter[str] = Counter()
    effects: dict[str, Counter[Effect | None]] = {}
    for symptom in record.symptoms:
        owner = result.case.inventory.owner(symptom.mac, symptom.time, symptom.segment)
        name = f"{symptom.kind} from {result.case.inventory.label(owner, symptom.mac)}"
        counts[name] += 1
        effects.setdefault(name, Counter())[symptom.effect] += 1
    told = list(counts.items()) if len(counts) <= MOST_MOVES else counts.most_common(MOST_MOVES)
    for name, n in told:
        several = len(effects[name]) > 1
        did = ", ".join((f"{k:,} " if several else "") + EFFECTS[effect] for effect, k in effects[name].items())
        yield Paragraph(f"{n:,} x {name}: {did}", "  ", "    ")
    left = len(record.symptoms) - sum(n for _, n in told)
    if left:
        yield f"  {plural(left, 'more symptom')} from others, in --format json"


def owners(result: Result, record: VipRecord) -> Iterator[Line]:
    """Failures by who claimed the VIP, where there is more than one to tell apart."""
    held = [rate for rate in record.rates if rate.track == Track.CLAIMED and rate.attempts]
    by_owner: dict[str, list[int]] = {}
    for rate in held:
        who = "nobody known" if rate.owner == NOBODY else result.case.inventory.label(rate.owner)
        told = by_owner.setdefault("a contest" if rate.contested else who, [0, 0])
        told[0] += rate.failed
        told[1] += rate.attempts
    if len(by_owner) > 1 and any(failed for failed, _ in by_owner.values()):
        for who, (failed, attempts) in [*by_owner.items()][:MOST_MOVES]:
            low, high = wilson(failed, attempts)
            yield Paragraph(f"under {who}: {failed:,} of {attempts:,} ({interval(low, high)})", "    ", "      ")
        yield from beyond(len(by_owner), "owner")


def incidents(result: Result, record: VipRecord, zone: tzinfo) -> Iterator[Line]:
    """Incidents with a failure in them; how long nobody accepted a connection."""
    failed = [one for one in touching(record.incidents, result.shown) if one.failed]
    for one in failed[:MOST_EPOCHS]:
        parts = [f"{one.failed:,} of {plural(one.attempts, 'attempt')} failed"]
        parts += [plural(n, noun) for n, noun in ((one.contests, "contest"), (one.moves, "move")) if n]
        if one.outages:
            parts.append(
                f"nobody accepted a connection for {between(one.outage_least_ns, one.outage_ns)} in "
                f"{plural(one.outages, 'outage')}"
            )
        frames = numbered(result, dict.fromkeys((one.first_frame, one.last_frame)))
        span = f"{clock(one.start, zone)} - {clock(one.end, zone)}"
        yield Paragraph(f"incident {one.number}, {span}: {', '.join(parts)} [{frames}]", "  ", "    ")
    more = len(failed) - MOST_EPOCHS
    if more > 0:
        yield f"  {plural(more, 'more incident')}, in --format json"


def strayed(result: Result, record: VipRecord, zone: tzinfo) -> Iterator[Line]:
    """Where the capturing host's frames went to a MAC that its neighbor cache could not hold; of one kind the first,
    and how many there are."""
    names = result.case.inventory
    discovery = "neighbor discovery" if ":" in record.vip else "ARP"
    kinds: dict[tuple[int, tuple[int, ...]], list[Departure]] = {}
    for gone in record.neighbor.departures if record.neighbor else ():
        kinds.setdefault((gone.mac, tuple(sorted(gone.expected))), []).append(gone)
    for (mac, expected), several in list(kinds.items())[:MOST_DEPARTURES]:
        first, last = several[0], several[-1]
        held = " or ".join(names.label(names.owner(one), one) for one in expected)
        again = f", {len(several):,} times up to {clock(last.end, zone)}" if len(several) > 1 else ""
        yield Paragraph(
            f"not expected from {clock(first.start, zone)} on{again}: "
            f"{plural(sum(one.frames for one in several), 'frame')} to {names.label(names.owner(mac), mac)}, while a "
            f"Linux neighbor cache holds {held} after the {discovery} seen here "
            f"[{numbered(result, (first.first_frame, last.last_frame))}]",
            "  ",
            "    ",
        )
    left = [gone for several in list(kinds.values())[MOST_DEPARTURES:] for gone in several]
    if left:
        frames = sum(gone.frames for gone in left)
        yield f"  not expected {plural(len(left), 'more time')}, {plural(frames, 'frame')}, in --format json"


def spoken(result: Result, item: Speaker) -> str:
    """Which program announced, or may have, in a sentence."""
    named = [f"{candidate.name} ({percent(candidate.score)})" for candidate in item.candidates[:MOST_CANDIDATES]]
    said = named[0] if item.best.score >= SURE else f"cannot be told: {' or '.join(named)}"
    return (
        f"speaker {result.case.inventory.label(item.owner, item.mac)}: {said}; {'; '.join(item.facts)} "
        f"[{numbered(result, item.frames[:MOST_FRAMES])}]"
    )


def handover(result: Result, record: VipRecord, moved: Handover, quality: Quality, zone: tzinfo) -> str:
    """One handover and how it went, in a sentence."""
    label = result.case.inventory.label
    said = [f"handover {clock(moved.time, zone)} from {label(moved.before)} to {label(moved.after)}"]
    times = plural(moved.announcements, "announcement")
    if moved.announcements:
        said.append(times)
    elif not unsigned(result.case, record):
        said.append("not announced")
    if moved.tail:
        said.append(f"overlap {duration(moved.overlap_ns)} with {plural(moved.tail, 'claim')} of the old owner")
    for name, time in (("used", quality.first_used), ("served", quality.first_served)):
        said.append(f"not {name}" if time is None else f"{name} after {signed(time - moved.time)}")
    if quality.open_connections:
        fates = ", ".join(f"{n:,} {name}" for name, n in quality.fates.items())
        said.append(f"{plural(quality.open_connections, 'open connection')}: {fates}, {quality.moved} moved along")
    outage = quality.outage_ns
    said.append(
        f"outage unknown ({quality.untold})"
        if outage is None
        else f"outage {duration(outage)}"
        if outage
        else "no outage"
    )
    return "; ".join(said)


def signed(ns: int) -> str:
    """A duration that may be negative."""
    return duration(ns) if ns >= 0 else f"-{duration(-ns)}"


def track(result: Result, name: str, epochs: Sequence[Epoch], zone: tzinfo) -> Iterator[Line]:
    """One track, an epoch a line; how it ended is told where nobody took over and the capture went on."""
    names = result.case.inventory
    if epochs and not (epochs := touching(epochs, result.shown)):
        yield f"  {name}: not seen in the time shown"
        return
    yield f"  {name}{'' if epochs else ': not seen'}"
    for index, epoch in enumerate(epochs):
        if MOST_EPOCHS <= index < len(epochs) - 2:
            if index == MOST_EPOCHS:
                yield f"    ... {len(epochs) - MOST_EPOCHS - 2:,} more, in --format json ..."
            continue
        ends = "" if epoch.ends_by in (EndsBy.TAKEOVER, EndsBy.CAPTURE_END) else f", ends by {epoch.ends_by}"
        yield Paragraph(
            f"{clock(epoch.start, zone)} - {clock(epoch.end, zone)}  {names.label(epoch.owner, epoch.mac)}  "
            f"{plural(epoch.claims, 'frame' if epoch.first_frame else 'log line')}{ends}",
            "    ",
            " " * 33,
        )


def connections(record: VipRecord) -> Iterator[Line]:
    """What was tried and what came of it."""
    attempts, failed = len(record.attempts), len(record.failed)
    if not attempts:
        yield "  connections: none attempted"
        return
    low, high = wilson(failed, attempts)
    outcomes = ", ".join(f"{n:,} {name}" for name, n in record.outcomes().items())
    yield f"  connections: {failed:,} of {plural(attempts, 'attempt')} failed ({interval(low, high)}, 95 % interval)"
    yield Paragraph(outcomes, "    ")
