"""A data set to what its captures hold: the parts that their readings gave, put together as those of captures are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import pyarrow as pa

from arpwatch_k8s.capture.files import MOST_CAPTURES
from arpwatch_k8s.capture.parallel import Stopped, each
from arpwatch_k8s.capture.parts import Discover, Loaded, Part, about, put_together, vips_of
from arpwatch_k8s.capture.progress import Meter, Progress
from arpwatch_k8s.capture.source import Kind, Source
from arpwatch_k8s.capture.sources import Sources, order
from arpwatch_k8s.dataset import cut, snapshot, tables
from arpwatch_k8s.dataset import kept as manifests
from arpwatch_k8s.dataset.kept import Kept
from arpwatch_k8s.dataset.places import manifest_path
from arpwatch_k8s.dataset.snapshot import Snapshot
from arpwatch_k8s.dataset.span import EVER, Span
from arpwatch_k8s.dataset.tables import ADDRESSES, ENDPOINTS, EVIDENCE, FLOWS, HEARD, RECORDS
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.addresses import LOW, number_text
from arpwatch_k8s.evidence.table import gather
from arpwatch_k8s.wording.names import unique_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from arpwatch_k8s.savefile.info import CaptureInfo

TaskT = TypeVar("TaskT")

ALONE: Final = 1 << 14
"""Bytes of a reading up to which it is read by itself: measured on two processors, of 10 KB two threads took longer
than one, of 30 KB less."""
AGAIN = "Run extract again, with the captures."
MISFITS = (LookupError, OverflowError, TypeError, ValueError, AttributeError, pa.ArrowException)
"""What turning a table into rows raises that is none of ours, or no longer."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The readings of one capture."""

    first: Kept
    again: Kept | None

    @property
    def size_bytes(self) -> int:
        """Bytes of their files."""
        return sum(each.size_bytes for each in (self.first, self.again) if each)


def load(
    folder: str,
    *,
    vips: Sequence[int] | None = None,
    discover: Discover | None = None,
    span: Span = EVER,
    progress: Progress | None = None,
) -> Loaded:
    """What `capture.files.load` gives of all captures of a data set, or of those with frames in `span` alone.

    Where VIPs are discovered, so they are in all captures, whatever the span. Given ones are to be among those of the
    data set. InputError: they are not, a file is not there or not as it was written, or there is no capture.
    """
    root = Path(folder)
    held = snapshot.read(root)
    pairs = [pair for pair in pairs_of(root, held) if span.touches(pair.first.info)]
    refuse(folder, held, pairs, vips)

    def as_found(first: Sequence[Part]) -> None:
        if vips is None and held.given is None and span.is_whole and discover is not None:
            refuse_others(folder, held, vips_of(first, discover))

    names = unique_names([pair.first.source.path for pair in pairs])
    return load_pairs(root, held, pairs, names, vips=vips, seen=as_found, progress=progress)


def load_pairs(
    root: Path,
    held: Snapshot,
    pairs: Sequence[Pair],
    names: Sequence[str],
    *,
    vips: Sequence[int] | None = None,
    within: Span = EVER,
    seen: Callable[[Sequence[Part]], None] = lambda _: None,
    progress: Progress | None = None,
) -> Loaded:
    """What some captures of a data set hold, called by these names; of their rows and counts those `within` a span.
    `seen` is called with what their first readings gave. InputError: a file is not there, or not as it was written."""
    meter = Meter(progress, [each.size_bytes for pair in pairs for each in (pair.first, pair.again) if each], 1)

    wanted = held.vips if vips is None else tuple(vips)

    def first_of(number: int, pair: Pair) -> Part:
        part = read_part(root, pair.first, number, meter, within=within)
        return replace(part, info=replace(part.info, name=names[number]))

    def again_of(number: int, pair: Pair) -> Part:
        return read_part(root, pair.again, number, meter, wanted, within) if pair.again else no_more(pair.first.info)

    first = read_each(first_of, pairs, [pair.first.size_bytes for pair in pairs])
    seen(first)
    again: list[Part] = []
    if held.given is None and held.vips:
        again = read_each(again_of, pairs, [pair.again.size_bytes if pair.again else 0 for pair in pairs])
    for number, pair in enumerate(pairs if again else ()):
        first[number], again[number] = with_what_lacks(first[number], again[number], pair, wanted)
    fewer = set(wanted) < set(held.vips)
    for part in (*first, *again) if fewer else ():
        part.flows[:] = [about_some(flows, wanted) for flows in part.flows]
    if not within.is_whole:
        first, again = ([cut.counts(part, within) for part in parts] for parts in (first, again))
    return put_together(
        first,
        again,
        Sources(sources=tuple(source_of(pair.first) for pair in pairs)),
        vips=wanted,
        vips_left=held.vips_left if vips is None else 0,
        about_vips=held.given is None or fewer,
    )


def read_each(read: Callable[[int, TaskT], Part], tasks: Sequence[TaskT], sizes: Sequence[int]) -> list[Part]:
    """The parts of all tasks, each with its number, in their order; `sizes` are the bytes of their files.

    Large ones are read beside each other. To read a small one is mostly the interpreter's work, at which threads only
    get into each other's way.
    """

    def work(number: int, stop: Event) -> Part:
        if stop.is_set():
            raise Stopped
        return read(number, tasks[number])

    large = [number for number, size in enumerate(sizes) if size > ALONE]
    found = dict(zip(large, each(work, large), strict=True))
    return [found[number] if number in found else read(number, task) for number, task in enumerate(tasks)]


def pairs_of(folder: Path, held: Snapshot) -> list[Pair]:
    """The readings of each capture, in the order in which the captures themselves would be read. InputError: one is not
    there."""
    found: list[Pair] = []
    for content, first, again in held.readings:
        both = [None if name is None else manifests.read(folder, content, name) for name in (first, again)]
        if both[0] is None or (again is not None and both[1] is None):
            name = f"{content}.{first if both[0] is None else again}"
            raise InputError(f"{folder}: the reading {name} is not there, though it was made", fix=AGAIN)
        found.append(Pair(both[0], both[1]))
    return sorted(found, key=lambda pair: (order(pair.first.source), pair.first.source.path))


def refuse(folder: str, held: Snapshot, pairs: Sequence[Pair], vips: Sequence[int] | None) -> None:
    """InputError where a data set cannot answer for these captures or these VIPs."""
    if not held.readings:
        raise InputError(f"{folder}: no extraction into this data set has come to its end", fix=AGAIN)
    if not pairs:
        raise InputError(f"{folder}: none of its captures has frames of that time", fix="Give another --from or --to.")
    if len(pairs) > MOST_CAPTURES:
        raise InputError(
            f"{folder}: {len(pairs):,} captures, at most {MOST_CAPTURES:,} are read in one run",
            fix="Say what time is meant with --from and --to.",
        )
    others = set(vips or ()) - set(held.vips)
    if others:
        raise InputError(
            f"{folder}: does not hold what was sent to {number_text(min(others))}",
            fix=f"It has the TCP of {', '.join(map(number_text, held.vips)) or 'no VIP'}: extract --vip into another.",
        )


def refuse_others(folder: str, held: Snapshot, found: tuple[list[int], int]) -> None:
    """InputError where other addresses behave like VIPs today than when the data set was made."""
    if found != (list(held.vips), held.vips_left):
        raise InputError(f"{folder}: another version of the program made it, which found other VIPs", fix=snapshot.ANEW)


def read_part(
    folder: Path,
    kept: Kept,
    capture: int,
    meter: Meter,
    vips: Sequence[int] | None = None,
    within: Span = EVER,
) -> Part:
    """A part as it was written, for some VIPs alone where they are named, and its rows `within` a span. InputError: a
    file of it is not as it was."""
    manifest = manifest_path(folder, kept.content, kept.reading)
    anew = f"Remove {manifest}, and run extract again, with the captures."
    there = dict(kept.files)
    if vips is not None and not kept.about.keys() & set(vips):
        there = {name: file for name, file in there.items() if name == HEARD}
    found = {
        name: read_table(folder, name, *file, anew, within if name == EVIDENCE else EVER)
        for name, file in there.items()
    }
    meter.advance(sum(size for _, size in there.values()))
    try:
        return part_of(found, kept.info, capture, vips)
    except MISFITS as error:
        raise InputError(
            f"{manifest}: its tables are not as they were written ({type(error).__name__}: {error})", fix=anew
        ) from error


def part_of(found: Mapping[str, pa.Table], info: CaptureInfo, capture: int, vips: Sequence[int] | None) -> Part:
    """A part of its tables, for some VIPs alone where they are named. Any of `MISFITS`: the tables are none."""
    flows, endpoints, heard = (
        tables.records_of(found[name], *RECORDS[name], capture) if name in found else np.zeros(0, RECORDS[name][0])
        for name in (FLOWS, ENDPOINTS, HEARD)
    )
    evidence = tables.evidence_of(found[EVIDENCE], found[ADDRESSES], capture) if EVIDENCE in found else gather([])
    if vips is not None:
        evidence = about(evidence, vips)
    return Part(
        evidence=evidence,
        flows=[flows] if len(flows) else [],
        endpoints=endpoints,
        presence=heard,
        info=info,
    )


def read_table(folder: Path, name: str, place: str, size_bytes: int, anew: str, within: Span = EVER) -> pa.Table:
    """One table's file of a reading, of which rows `within` a span are wanted. InputError: it is not there, or not as
    it was written, and how to have it anew."""
    path = folder / place
    try:
        if path.stat().st_size != size_bytes:
            raise InputError(f"{path}: is not as it was written", fix=anew)
        return tables.read(path, name) if within.is_whole else cut.read(path, within)
    except (OSError, KeyError, pa.ArrowException) as error:
        raise InputError(f"{path}: cannot be read ({error})", fix=anew) from error


def with_what_lacks(first: Part, again: Part, pair: Pair, vips: Sequence[int]) -> tuple[Part, Part]:
    """Both readings, marked where the second was not for all VIPs: the capture was gone when some of them were found.

    What is counted by address says how many segments that opened or reset a connection are not among the rows.
    """
    unread = set(vips) - set(pair.again.vips if pair.again else ())
    counts = first.endpoints
    lost = sum(
        int(of_one[name].sum(dtype=np.int64))
        for vip in unread
        for of_one in (counts[(counts["hi"] == vip >> 64) & (counts["lo"] == vip & LOW)],)
        for name in ("syn", "synack", "rst")
    )
    if not lost:
        return first, again
    return (
        replace(first, info=replace(first.info, flows_kept=False)),
        replace(again, info=replace(again.info, rows_dropped=again.info.rows_dropped + lost)),
    )


def no_more(info: CaptureInfo) -> Part:
    """A second reading that there was not."""
    return Part(
        evidence=gather([]),
        flows=[],
        endpoints=np.zeros(0, RECORDS[ENDPOINTS][0]),
        presence=np.zeros(0, RECORDS[HEARD][0]),
        info=replace(info, presence_kept=False),
    )


def about_some(flows: NDArray[Any], vips: Sequence[int]) -> NDArray[Any]:
    """The flows of some VIPs."""
    kept = np.zeros(len(flows), bool)
    for vip in vips:
        kept |= (flows["vip_hi"] == vip >> 64) & (flows["vip_lo"] == vip & LOW)
    return flows[kept]


def source_of(kept: Kept) -> Source:
    """The capture itself; as one that is gone where there is no such file any more, or another one. So is one that was
    elsewhere: nothing is fetched that nobody named, and a data set may be somebody else's."""
    if kept.source.remote is not None:
        return replace(kept.source, kind=Kind.GONE, remote=None)
    try:
        status = Path(kept.source.path).stat()
    except OSError:
        status = None
    if status and (status.st_size, status.st_mtime_ns) == (kept.source.size_bytes, kept.mtime_ns):
        return kept.source
    return replace(kept.source, kind=Kind.GONE)
