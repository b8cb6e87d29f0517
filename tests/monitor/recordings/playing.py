"""Captures played through the whole of watch, at the pace of its looks, and recorded."""

from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue

from arpwatch_k8s.analysis.given import number_of
from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.capture.live.stop import Stop
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.errors import ArpwatchError
from arpwatch_k8s.monitor.outlet import Notices
from arpwatch_k8s.monitor.recordings.folder import Folder
from arpwatch_k8s.monitor.recordings.recorder import Recorder
from arpwatch_k8s.monitor.recordings.recording import Described
from arpwatch_k8s.monitor.recordings.settings import Recordings
from arpwatch_k8s.monitor.watch import Watch
from tests.capture.live.taps import FakeTap
from tests.metamorphic.recording import read
from tests.monitor.watching import Clock, Kept, Looks, config, validate
from tests.savefiles import NS, VIP, Timed

PIECE_NS = 2 * NS
QUIET_S = 45


def held(settings: Recordings) -> Folder:
    """The folder of recordings."""
    settings.folder.mkdir(exist_ok=True)
    return Folder(settings.folder, keep=settings.keep, keep_bytes=settings.keep_bytes)


def watched(
    taps: Sequence[FakeTap], settings: Recordings, clock: Clock, looks: Looks, vips: Sequence[str] = (VIP,)
) -> tuple[list[Change], Result]:
    """What is told of what taps give while it is recorded; and the result."""
    kept = Kept(looks.note)
    notices: Notices = SimpleQueue()
    folder = held(settings)
    interfaces = [Described(name=tap.name, linktype=tap.linktype) for tap in taps]
    recorder = Recorder(settings, folder, interfaces, notices.put)
    with Stop() as stop:
        watch = Watch(
            taps,  # type: ignore[arg-type]
            config([number_of(vip) for vip in vips]),
            [kept],
            notices=notices,
            recorder=recorder,
            clock=clock,
        )
        result = watch.run(stop)
    folder.close()
    validate(kept.changes)
    return kept.changes, result


def pace(frames: Sequence[Timed], clock: Clock, looks: Looks) -> list[list[Timed] | ArpwatchError | Callable[[], None]]:
    """Frames as pieces for a tap: each is looked at before the next comes, and the clock goes with them; then all is
    quiet for a while."""
    pieces: list[list[Timed] | ArpwatchError | Callable[[], None]] = []

    def until(ns: int) -> Callable[[], None]:
        def wait() -> None:
            clock.steady += max(0, ns - clock.wall)
            clock.wall = max(clock.wall, ns)
            looks.wait()

        return wait

    start, end = frames[0][0], frames[-1][0]
    clock.wall, clock.beat = start, 0
    for at in range(start, end + 1, PIECE_NS):
        piece = [frame for frame in frames if at <= frame[0] < at + PIECE_NS]
        pieces += [piece, until(at + PIECE_NS)] if piece else [until(at + PIECE_NS)]
    return pieces + [until(end + seconds * NS) for seconds in range(5, QUIET_S, 10)]


def played(capture: Path, settings: Recordings) -> tuple[list[Change], Result]:
    """What is told of a capture that is watched."""
    clock, looks = Clock(), Looks()
    frames = [(frame.time_ns, frame.data) for frame in read(capture).frames]
    return watched([FakeTap(pace(frames, clock, looks))], settings, clock, looks)


def names(folder: Path) -> list[str]:
    """What is in a folder of recordings, but for the cache."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".cache")
