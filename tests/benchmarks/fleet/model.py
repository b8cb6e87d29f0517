"""From what the parts of the work take to any number of captures, bytes and workers.

All times are seconds of one processor, from captures in the page cache. Workers divide what they do; the client does
the rest by itself. Handing out goes on while workers work, and a store gives its bytes to all of them together: a
reading takes as long as the slowest of the three.
"""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.cluster.discovery import TOGETHER


@dataclass(frozen=True, slots=True)
class Line:
    """Something that takes so much for each file, and so much for each byte or row in it."""

    each_s: float
    more_s: float

    def of(self, files: float, more: float) -> float:
        """Seconds for all of them."""
        return self.each_s * files + self.more_s * more


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What the parts of the work take."""

    start_s: float
    """What a worker does once: most of it is to load code."""
    look_s: float
    """To find a capture and see when it begins, in the client."""
    hand_out_s: float
    """To hand out one reading and take it back, in the client."""
    first: Line
    """The first reading, for what is about no VIP; files and bytes."""
    again: Line
    """The second, for the TCP of VIPs; files and bytes."""
    back: Line
    """To read back what first readings hold, many at a time; files and control rows."""
    settle: Line
    """To take that in, find the VIPs in it, and publish, in the client; files and control rows."""
    load: Line
    """To read the data set and put it together, in the client; files and rows."""
    conclude: Line
    """To correlate and judge, in the client; once, and rows."""
    control_per_byte: float
    """Control rows in a byte of a capture."""
    rows_per_byte: float
    """All rows."""
    dataset_per_byte: float
    """Bytes of the data set."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """Captures."""

    files: int
    bytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds of each stage."""

    look: float
    first: float
    back: float
    settle: float
    again: float
    load: float
    conclude: float

    @property
    def extract(self) -> float:
        """From captures to the data set."""
        return self.look + self.first + self.back + self.settle + self.again

    @property
    def analyze(self) -> float:
        """From the data set to the verdict, without the start of the program."""
        return self.load + self.conclude


def took(rates: Rates, fleet: Fleet, workers: int, store: float | None = None) -> Took:
    """What all of it takes. store: bytes a second that the captures' store gives; None where that is no limit. Each
    reading takes the bytes from it once: what a worker reads twice at once is in its page cache."""

    control = rates.control_per_byte * fleet.bytes

    def reading(line: Line) -> float:
        return max(
            line.of(fleet.files, fleet.bytes) / min(workers, fleet.files),
            rates.hand_out_s * fleet.files,
            0.0 if store is None else fleet.bytes / store,
        )

    return Took(
        look=rates.look_s * fleet.files,
        first=rates.start_s + reading(rates.first),
        back=rates.back.of(fleet.files, control) / max(1.0, min(workers, fleet.files / TOGETHER)),
        settle=rates.settle.of(fleet.files, control),
        again=reading(rates.again),
        load=rates.load.of(fleet.files, rates.rows_per_byte * fleet.bytes),
        conclude=rates.conclude.of(1, rates.rows_per_byte * fleet.bytes),
    )


LEAST_GAIN = 1.1
"""Times as fast with twice the workers, below which more of them are of no use."""


def most_workers(rates: Rates, fleet: Fleet, store: float | None = None) -> int:
    """Up to how many workers, doubled each time, extraction gets faster by a tenth or more."""
    workers = 1
    while took(rates, fleet, workers, store).extract >= LEAST_GAIN * took(rates, fleet, 2 * workers, store).extract:
        workers *= 2
    return workers
