"""The page of docs/: what was measured, the model, and what follows from it."""

from __future__ import annotations

from textwrap import fill

from tests.benchmarks.fleet.model import took
from tests.benchmarks.fleet.told import (
    LARGE_FLEETS,
    MANY,
    STORES,
    Told,
    alone,
    at_once,
    check,
    large,
    parts,
    spent,
    stops,
)
from tests.benchmarks.report import Table

MODEL = """\
## The model

For F files of B bytes in all, and W workers:

    extract = look F + start + reading(first) + back(F, control rows) / W + settle(F, control rows) + reading(second)
    reading = the largest of  (each F + more B) / W     what workers do
                              hand_out F                what the client does meanwhile
                              B / store                 what the store gives to all of them
    analyze = load(F, rows) + conclude(rows)            the client alone

Rows are as many a byte as in the captures that were measured. A reading takes each byte from the store once: the
first reads a capture twice at once, for its hash and for its frames, the second time from the worker's page cache.
The model knows no network between client and workers, no limit of the store of the data set, and no workers that keep
each other from memory."""


def page(told: Told, about: dict[str, str]) -> str:
    """docs/many-captures-cost.md."""
    rates, (many, few) = told.rates, LARGE_FLEETS
    one = took(rates, few, MANY)
    per_file = (
        rates.look_s
        + rates.hand_out_s * 2
        + sum(line.each_s for line in (rates.first, rates.back, rates.settle, rates.again))
    ) * 1e3
    mean = many.bytes / many.files
    more_s = (
        rates.first.more_s + rates.again.more_s + rates.control_per_byte * (rates.back.more_s + rates.settle.more_s)
    )
    by_bytes = mean * more_s * 1e3
    by_file = (rates.look_s + rates.settle.each_s) * few.files
    served = [f"{MANY / line.more_s / 1e9:,.0f}" for line in (rates.first, rates.again)]
    network = STORES[0][1] or 0.0
    fed = [f"{network * line.more_s:.1f}" for line in (rates.first, rates.again)]
    lines = [
        "# What many captures cost",
        "",
        "[Many captures](many-captures.md) become a data set: here is how long that takes. "
        "What a terabyte takes is told by a model: its parts are measured, and what it says is held against whole runs "
        "on one machine. "
        "`python -m tests.benchmarks.fleet` makes captures of a reverse proxy's traffic, of mixed size as a ring "
        "buffer leaves them, extracts them with 1 and 2 workers, analyzes the data set, and prints these tables; "
        "`--files 1000 --gigabytes 10` for many, `--write-docs` writes this page. VIPs are discovered, so each capture "
        "is read twice.",
        "",
        *(f"- {name}: {about[name]}" for name in ("date", "processor", "memory", "system")),
        "",
        "**Measured** are the first two tables; **by the model** the other two and the figure's right half.",
        *markdown(parts(told)),
        "",
        f"The data set is {rates.dataset_per_byte:.1%} of the captures' bytes (manifests and all; of the large ones). "
        f"A file costs {per_file:.0f} ms by itself, whatever is in it, over both readings and what the client does "
        "for it.",
        *markdown(check(told)),
        "",
        MODEL,
        "",
        "![Whole runs beside the model; 10 TB over the number of workers](fleet.svg)",
        *markdown(large(told)),
        "",
        f"A file of {mean / 1e6:,.0f} MB costs {per_file:.0f} ms by itself and {by_bytes:.0f} ms by what is in it, so "
        f"in {many.files // few.files} times as many files the same bytes take "
        f"{took(rates, many, MANY).extract / one.extract:.1f} times as long: fewer, larger files are cheaper.",
        *markdown(stops(told)),
        "",
        "- **The store comes first.** "
        f"{MANY} workers read {served[0]} GB/s in the first reading and {served[1]} in the second. 10 Gbit/s feed "
        f"{fed[0]} and {fed[1]} workers: there, run workers where the captures are. Name the "
        "VIPs (`--vip`), and there is one reading and not two.",
        f"- **Then the client's part of extraction**: {spent(alone(one))} for {few.files:,} files, however many "
        f"workers there are. Of that {spent(by_file)} go by files, the rest by control rows, among which it finds "
        "the VIPs. With `--vip` nothing is to be found.",
        f"- **Analysis does not scale with workers**: {spent(one.analyze)}, in one process. {at_once(told)}",
        "- **Window by window it does**: `analyze --every 1d` has each worker look at one window at a time, which "
        "takes two readings of the data set and the memory of a window ([Many "
        "captures](many-captures.md#window-by-window)).",
    ]
    return "\n".join(map(wrapped, lines)) + "\n"


def wrapped(line: str) -> str:
    """A paragraph in lines as long as those of other pages; other lines as they are."""
    if line.startswith(("|", "#", "!", "-", "    ", "For ")) and not line.startswith("- **"):
        return line
    further = "  " if line.startswith("-") else ""
    return fill(line, 120, subsequent_indent=further, break_long_words=False, break_on_hyphens=False)


def markdown(table: Table) -> list[str]:
    """A table as a section."""
    lines = ["", f"## {table.title}", "", table.about, "", f"| {' | '.join(table.headings)} |"]
    lines.append("|---" + "|--:" * (len(table.headings) - 1) + "|")
    return [*lines, *(f"| {' | '.join(row)} |" for row in table.rows)]
