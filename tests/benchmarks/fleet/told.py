"""What was measured and what follows from it: tables, the figure, the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

from arpwatch_k8s.capture.files import MOST_CAPTURES
from tests.benchmarks.fleet.model import LEAST_GAIN, Fleet, Line, Rates, Took, most_workers, took
from tests.benchmarks.fleet.whole import Run
from tests.benchmarks.report import OURS, PEER, Table

LARGE_FLEETS = (Fleet(1_000_000, 1e13), Fleet(10_000, 1e13))
MANY = 64
STORES: tuple[tuple[str, float | None], ...] = (
    ("one store behind 10 Gbit/s", 1.25e9),
    ("one store behind 100 Gbit/s", 12.5e9),
    ("stores as fast as workers read", None),
)
MEMORY = 16 * 2**30
COLORS = (PEER, "#E69F00", OURS)
IDLE = 0.1
"""Share of the machine that others may have had for the wall's clock to be believed."""
MOST_DRAWN = 10
"""Workers in the figure: 2 to the power of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All that was measured."""

    rates: Rates
    fleet: Fleet
    runs: Sequence[Run]
    row_bytes: float
    """Memory that a row takes in the process that analyzes a data set."""
    rounds: int


def spent(seconds: float) -> str:
    """A time in its unit."""
    for unit, of_it in (("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * of_it:
            return f"{seconds / of_it:,.1f} {unit}"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"


def parts(told: Told) -> Table:
    """What the parts take."""
    rates = told.rates

    def row(name: str, who: str, line: Line, of: str) -> list[str]:
        return [
            name,
            who,
            f"{line.each_s * 1e3:.2f} ms a file",
            f"{1 / line.more_s:,.0f} {of}/s" if line.more_s else "",
        ]

    mega = [Line(line.each_s, line.more_s * 1e6) for line in (rates.first, rates.again)]
    conclude = f"{1 / rates.conclude.more_s:,.0f} rows/s" if rates.conclude.more_s else ""
    return Table(
        "The parts, measured",
        "Processor time of each part by itself: 50 captures of 0.2 MB and 5 of 30 MB tell what a file costs from what "
        "is in it.",
        ["", "who", "each", "beside that"],
        [
            ["start of a worker", "worker", spent(rates.start_s), ""],
            ["find a capture, see when it begins", "client", f"{rates.look_s * 1e3:.2f} ms a file", ""],
            ["hand out a reading, take it back", "client", f"{rates.hand_out_s * 1e3:.2f} ms a file", ""],
            row("first reading: hash, control rows, Parquet", "worker", mega[0], "MB"),
            row("second reading: TCP of the VIPs, Parquet", "worker", mega[1], "MB"),
            row("read back what the first left", "worker", rates.back, "control rows"),
            row("find the VIPs in it, publish", "client", rates.settle, "control rows"),
            row("read the data set, put it together", "client", rates.load, "rows"),
            ["correlate, judge", "client", spent(rates.conclude.each_s), conclude],
        ],
    )


def check(told: Told) -> Table:
    """The model beside whole runs."""
    rows = []
    for run in told.runs:
        by_model = took(told.rates, told.fleet, run.workers)
        name = f"{run.workers} worker{'s' if run.workers > 1 else ''}"
        rows += [
            [f"extract, {name}", *held(by_model.extract, run.path), spent(run.wall)],
            [f"analyze after that, {name}", *held(by_model.analyze, run.analyze_cpu), spent(run.analyze_wall)],
        ]
    busy = ", ".join(f"{run.others:.0%} with {run.workers}" for run in told.runs)
    return Table(
        "Whole runs, measured, beside the model",
        f"{told.fleet.files:,} captures, {told.fleet.bytes / 1e9:.2f} GB, {told.runs[0].rows:,} rows, "
        f"{'once' if told.rounds == 1 else f'medians of {told.rounds} rounds'}. "
        "Measured is the processor time on the way through the run: what the client spent by "
        "itself, and in each reading what the worker spent that had most to do. On a machine of its own, with the "
        f"captures in the page cache, that is how long the run takes. Here others had {busy} of both processors"
        f"{by_wall(told.runs)}",
        ["", "model", "measured", "model is off by", "wall"],
        rows,
    )


def by_wall(runs: Sequence[Run]) -> str:
    """What the wall's clock says of two workers against one, where nobody else had the machine."""
    if max(run.others for run in runs) > IDLE:
        return ", so the wall's clock, which stands beside it, tells of them, and not of two workers against one."
    one, two = (run.wall for run in runs)
    return f"; by the wall's clock, which stands beside it, two workers are {one / two:.2f} times as fast as one."


def held(by_model: float, measured: float) -> list[str]:
    """What the model says, what was measured, and how far the model is from it."""
    return [spent(by_model), spent(measured), f"{by_model / measured - 1:+.0%}"]


def large(told: Told) -> Table:
    """10 TB, stage by stage."""
    taken = [took(told.rates, fleet, MANY) for fleet in LARGE_FLEETS]

    def row(name: str, who: str, *seconds: float) -> list[str]:
        return [name, who, *map(spent, seconds)]

    def stage(name: str, who: str, of: str) -> list[str]:
        return row(name, who, *(getattr(one, of) for one in taken))

    return Table(
        f"10 TB on {MANY} workers, by the model",
        "No store in the way: each worker gets bytes as fast as it reads them.",
        ["", "who", *(f"{one.files:,} files of {one.bytes / one.files / 1e6:,.0f} MB" for one in LARGE_FLEETS)],
        [
            stage("find the captures", "client", "look"),
            stage("first reading", "workers", "first"),
            stage("read back what that left", "workers", "back"),
            stage("find the VIPs in it, publish", "client", "settle"),
            stage("second reading", "workers", "again"),
            stage("**extract**", "", "extract"),
            row("extract with 1 worker", "", *(took(told.rates, one, 1).extract for one in LARGE_FLEETS)),
            stage("read the data set", "client", "load"),
            stage("correlate, judge", "client", "conclude"),
            stage("**analyze**", "", "analyze"),
        ],
    )


def stops(told: Told) -> Table:
    """Where more workers are of no use."""
    rates, fleet = told.rates, LARGE_FLEETS[-1]
    rows = []
    for name, store in STORES:
        most = most_workers(rates, fleet, store)
        hours = [spent(took(rates, fleet, workers, store).extract) for workers in (1, MANY)]
        rows.append([name, *hours, f"{most:,}", spent(took(rates, fleet, most, store).extract)])
    return Table(
        "Where extraction stops scaling, by the model",
        f"10 TB in {fleet.files:,} files. Twice as many workers as named in the fourth column make extraction less "
        f"than {LEAST_GAIN} times as fast.",
        ["captures come from", "1 worker", f"{MANY} workers", "stops at", "takes then"],
        rows,
    )


def draw(told: Told) -> Figure:
    """Whole runs beside the model; 10 TB over the number of workers."""
    drawn = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = drawn.subplots(1, 2, width_ratios=(1, 2.2))
    counts = [run.workers for run in told.runs]
    by_model = [took(told.rates, told.fleet, workers).extract for workers in counts]
    left.plot(counts, by_model, color=OURS, linewidth=1.5, label="model")
    left.plot(counts, [run.path for run in told.runs], "o", color=PEER, label="measured")
    left.set(title=f"{told.fleet.bytes / 1e9:.1f} GB, {told.fleet.files:,} files", xlabel="workers")
    left.set(ylabel="extract, seconds of processor", ylim=(0, None), xlim=(0.7, counts[-1] + 0.3), xticks=counts)
    left.legend(frameon=False)
    fleet, workers = LARGE_FLEETS[-1], [2**power for power in range(MOST_DRAWN + 1)]
    for (name, store), color in zip(STORES, COLORS, strict=True):
        hours = [took(told.rates, fleet, count, store).extract / 3600 for count in workers]
        right.plot(workers, hours, color=color, linewidth=1.5)
        ends(right, workers[-1], hours[-1], name, color)
    one = took(told.rates, fleet, MANY)
    for level, name in ((one.analyze, "analyze, in the client"), (alone(one), "client's part of extract")):
        right.axhline(level / 3600, color="0.35", linewidth=1, linestyle="--")
        ends(right, workers[-1], level / 3600, name, "0.35", lift=-9 if level < one.extract else 0)
    right.set(title=f"10 TB, {fleet.files:,} files: by the model", xlabel="workers", ylabel="hours")
    right.set_xscale("log", base=2)
    right.set_yscale("log")
    right.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    right.yaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    right.yaxis.set_minor_locator(NullLocator())
    right.set_xticks(workers, [f"{count:,}" for count in workers])
    right.set_xlim(1, workers[-1])
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(axis="y", linewidth=0.4, alpha=0.5)
    return drawn


def ends(axes: mpl.axes.Axes, at: float, value: float, text: str, color: str, lift: int = 0) -> None:
    """What a line is, at its end."""
    axes.annotate(
        text,
        (at, value),
        (6, lift),
        textcoords="offset points",
        va="center",
        color=color,
        fontsize=8,
        annotation_clip=False,
    )


def alone(one: Took) -> float:
    """What the client does of an extraction while workers wait."""
    return one.look + one.settle


def save(figure: Figure, path: Path) -> None:
    """An SVG: the same bytes for the same figures."""
    with mpl.rc_context({"svg.hashsalt": "fleet"}):
        figure.savefig(path, metadata={"Date": None})


def at_once(told: Told) -> str:
    """How much one process can analyze."""
    rates, rows = told.rates, MEMORY / told.row_bytes
    each = LARGE_FLEETS[-1].bytes * rates.rows_per_byte
    return (
        f"`analyze` takes the rows of all captures into one process, {told.row_bytes:,.0f} bytes of memory a row "
        f"(measured): {each / 1e9:.1f} billion rows of 10 TB would be {each * told.row_bytes / 1e9:,.0f} GB. Into 16 "
        f"GiB go those of {rows / rates.rows_per_byte / 1e9:,.0f} GB of captures, and of {MOST_CAPTURES:,} files at "
        "most; `--from` and `--to` say which, and the data set's other files are not opened."
    )
