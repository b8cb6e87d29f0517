"""Captures into a data set: all of them for what is about no VIP, then for the TCP of the VIPs that were found.

What is done stays done, whatever ends the run: the next one finds it. Others may write the same data set meanwhile.
Its snapshot is changed last: when all readings that it names are there, and nobody has brought more captures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from arpwatch_k8s.capture.progress import Meter, Progress
from arpwatch_k8s.capture.source import Source
from arpwatch_k8s.cluster.crews import Crew
from arpwatch_k8s.cluster.discovery import vips_in
from arpwatch_k8s.cluster.driving import Drive, Failed, Ran
from arpwatch_k8s.cluster.looking import Found, jobs_of, look
from arpwatch_k8s.cluster.work import Again, Done, Job, do
from arpwatch_k8s.dataset import kept as manifests
from arpwatch_k8s.dataset import snapshot
from arpwatch_k8s.dataset.kept import CONTROL_ONLY, Kept, latest, of_all, of_vips
from arpwatch_k8s.dataset.places import is_dataset, may_become_one
from arpwatch_k8s.dataset.reading import source_of
from arpwatch_k8s.dataset.snapshot import Snapshot, locked
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.evidence.addresses import number_text
from arpwatch_k8s.remote.address import require
from arpwatch_k8s.remote.found import RemoteFile
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped
from arpwatch_k8s.wording.counts import plural

GONE = (
    "is not where it was, and was not read for all VIPs, some of which were found since: its TCP of those is not kept"
)


@dataclass(slots=True, kw_only=True)
class Extracted:
    """What an extraction did, and what it did not."""

    captures: list[CaptureInfo] = field(default_factory=list)
    """The captures that were read for the first time."""
    known: int = 0
    """How many the data set had, by whatever name."""
    young: list[str] = field(default_factory=list)
    """Those that are still being written, as it seems."""
    skipped: list[Skipped] = field(default_factory=list)
    """What folders hold besides."""
    failed: list[Failed] = field(default_factory=list)
    """Captures that were not read, each with the reason; those that lack the TCP of some VIPs, too."""
    not_begun: int = 0
    """Readings that are left, as the run ended before."""
    lost: str = ""
    """Why nobody was left to make them."""
    snapshot: Snapshot | None = None
    """What the data set is now; None where it is what it was before."""


def extract(
    arguments: Sequence[str],
    target: str,
    crew: Callable[[], Crew],
    *,
    vips: Sequence[int] = (),
    keep_going: bool = False,
    now_ns: int,
    progress: Progress | None = None,
) -> Extracted:
    """Have a crew read captures into the data set `target`, for these VIPs or for those that behave like some. It is
    asked for only where there is work. keep_going: whether a failure leaves the others to be read.

    UsageError: `target` is something else, or was made for other VIPs; what URLs need is not installed.
    InputError: nothing that was named can be read.
    OutputError: nothing can be written.
    """
    require(arguments)
    folder, given = Path(target).resolve(), tuple(sorted(vips)) or None
    refuse_other(folder, given)
    before = first_readings(folder, given)
    found = look(arguments, before, now_ns)
    refuse_nothing(found)
    extraction = Extraction(folder, given, crew, keep_going=keep_going)
    extraction.held = snapshot.begin(folder, given)
    refuse_others_vips(folder, extraction.held, given)  # another writer may have begun with it since
    sizes = [source.size_bytes for source in found.sources]
    extraction.meter = Meter(progress, sizes, passes=1 if given else 2)
    try:
        extraction.first(found, before)
        extraction.settle()
    finally:
        extraction.close()
    return extraction.did


class Extraction:
    """An extraction under way."""

    def __init__(
        self, folder: Path, given: tuple[int, ...] | None, crew: Callable[[], Crew], *, keep_going: bool
    ) -> None:
        self.did = Extracted()
        self.held = Snapshot(given=given)
        self.meter = Meter(None, [], 1)
        self._folder = folder
        self._given = given
        self._make_crew = crew
        self._crew: Crew | None = None
        self._keep_going = keep_going
        self._elsewhere: Mapping[tuple[str, int | None, str], RemoteFile] = {}

    def close(self) -> None:
        """Let the crew go."""
        if self._crew is not None:
            self._crew.close()

    def first(self, found: Found, before: Sequence[Kept]) -> None:
        """Read what there is for the first time."""
        self.did.known, self.did.young, self.did.skipped = len(found.known), found.young, found.skipped
        self.did.failed += found.failed
        self._elsewhere = found.elsewhere
        jobs = jobs_of(found, before, str(self._folder), self._given)
        if found.failed and not self._keep_going:
            self.did.not_begun += len(jobs)
            return
        ran = self._run(jobs)
        were = {kept.content for kept in before}
        new = {done.content: done.info for done in ran.done if done.content not in were}
        self.did.captures = list(new.values())
        self.did.known += len(ran.done) - len(new)

    def settle(self) -> None:
        """Read what turned out to be VIPs, and have the data set be all of that; again where others brought more."""
        while not self._is_over():
            first = first_readings(self._folder, self._given)
            named = {(content, reading) for content, reading, _ in self.held.readings}
            is_there = self.held.names <= set(manifests.everything(self._folder))
            if {(kept.content, kept.reading) for kept in first} == named and is_there and not self._lacks(first):
                return
            vips, left = self._found(first)
            again = self._again(first, vips) if self._given is None and vips else {}
            if self._is_over():
                return
            new = Snapshot(
                given=self._given,
                vips=tuple(vips),
                vips_left=left,
                readings=tuple((kept.content, kept.reading, again.get(kept.content)) for kept in first),
            )
            if self._publish(new, first):
                self.did.snapshot = new
                return
            self.held = snapshot.read(self._folder)  # others may have made it another, and taken readings away

    def _is_over(self) -> bool:
        """Whether no more can be read, or kept."""
        return bool(self.did.lost) or any(failure.no_room for failure in self.did.failed)

    def _lacks(self, first: Sequence[Kept]) -> bool:
        """Whether some capture has not been read for all VIPs, and may be now: it is where it was."""
        want = of_vips(self.held.vips) if self.held.vips else None
        unread = {content for content, _, again in self.held.readings if self._given is None and again != want}
        return any(kept.content in unread and self._source(kept).seekable for kept in first)

    def _source(self, kept: Kept) -> Source:
        """A capture, as one that is gone where it is not where it was. One elsewhere is asked for if its URL was named
        in this run, secrets and all: the data set has it without, and may be somebody else's."""
        remote = kept.source.remote
        there = self._elsewhere.get((kept.source.path, kept.source.size_bytes, remote.mark)) if remote else None
        return replace(kept.source, remote=there) if there else source_of(kept)

    def _found(self, first: Sequence[Kept]) -> tuple[list[int], int]:
        """The VIPs, and how many more there are."""
        return (list(self._given), 0) if self._given is not None else vips_in(self._folder, first, self._crew)

    def _again(self, first: Sequence[Kept], vips: Sequence[int]) -> dict[str, str | None]:
        """For each capture the reading that is best for the VIPs: for all of them, or one of before."""
        name = of_vips(vips)
        readings = set(manifests.everything(self._folder))
        there = {content for content, reading in readings if reading == name}
        unread = [kept for kept in first if kept.content not in there]
        sources = [self._source(kept) for kept in unread]
        self.did.failed += [Failed(path=source.path, why=GONE) for source in sources if not source.seekable]
        jobs = [
            Again(
                source=source,
                folder=str(self._folder),
                vips=tuple(vips),
                content=kept.content,
                mtime_ns=kept.mtime_ns,
            )
            for kept, source in zip(unread, sources, strict=True)
            if source.seekable
        ]
        ran = self._run(jobs, keep_going=True)
        there |= {done.content for done in ran.done}
        before = {content: again for content, _, again in self.held.readings if (content, again) in readings}
        return {kept.content: name if kept.content in there else before.get(kept.content) for kept in first}

    def _run(self, jobs: Sequence[Job], *, keep_going: bool = False) -> Ran[Done]:
        """Have the crew do some jobs, the largest first: in the end nobody waits for one who has just begun with it."""
        if not jobs:
            return Ran()
        jobs = sorted(jobs, key=lambda job: -(job.source.size_bytes or 0))
        if self._crew is None:
            self._crew = self._make_crew()
        ran = Drive(self._crew, do, keep_going or self._keep_going, self._told).run(jobs)
        self.did.failed += ran.failed
        self.did.not_begun += ran.not_begun
        self.did.lost = self.did.lost or ran.lost
        return ran

    def _told(self, job: Job) -> None:
        """One more is read, or is not."""
        self.meter.advance(job.source.size_bytes or 0)

    def _publish(self, new: Snapshot, first: Sequence[Kept]) -> bool:
        """Have the data set be that, unless others have brought more captures meanwhile, or made it otherwise."""
        listed = {(kept.content, kept.reading) for kept in first}
        with locked(self._folder):
            there = set(manifests.everything(self._folder))
            now = {(kept.content, kept.reading) for kept in first_readings(self._folder, self._given)}
            if now != listed or not new.names <= there:
                return False
            before = snapshot.read(self._folder)
            snapshot.write(self._folder, new)
            for content, name in sorted((before.names - new.names) & there):
                manifests.remove(self._folder, content, name)
        return True


def first_readings(folder: Path, given: tuple[int, ...] | None) -> list[Kept]:
    """The first readings that are there, without those of captures that went on."""
    want = CONTROL_ONLY if given is None else of_all(given)
    found = (manifests.read(folder, content, name) for content, name in manifests.everything(folder) if name == want)
    return latest(kept for kept in found if kept is not None)


def refuse_other(folder: Path, given: tuple[int, ...] | None) -> None:
    """UsageError where a folder is no data set, or one of other VIPs."""
    # asked twice, as it may become one between the questions
    if not is_dataset(folder) and not may_become_one(folder) and not is_dataset(folder):
        raise UsageError(f"{folder} exists, and is no data set", fix="Give the name of a new folder.")
    if is_dataset(folder):
        refuse_others_vips(folder, snapshot.read(folder), given)


def refuse_others_vips(folder: Path, held: Snapshot, given: tuple[int, ...] | None) -> None:
    """UsageError where a data set is of other VIPs."""
    if held.given != given:
        made = "those that are discovered" if held.given is None else ", ".join(map(number_text, held.given))
        raise UsageError(
            f"{folder} is a data set of other VIPs: {made}", fix="Give the same --vip again, or another folder."
        )


def refuse_nothing(found: Found) -> None:
    """InputError where nothing that was named is a capture."""
    if found.sources or found.known or found.young:
        return
    if found.failed:
        others = f" (and {plural(len(found.failed) - 1, 'other')})" if len(found.failed) > 1 else ""
        raise InputError(f"{found.failed[0].path}: {found.failed[0].why}{others}", fix="Name a capture.")
    beside = f" ({found.skipped[0].path}: {found.skipped[0].reason})" if found.skipped else ""
    raise InputError(f"no capture in what was named{beside}", fix="Give the folder that holds them.")
