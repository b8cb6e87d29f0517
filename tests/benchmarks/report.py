"""Tables of figures: on the terminal, in docs, and one of them as a figure."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

REPO: Final = Path(__file__).parents[2]
PACKAGES = ("arpwatch-k8s", "numba", "numpy", "pandas", "isal", "zstandard", "scapy", "pyshark", "dpkt")
OURS, PEER = "#0072B2", "#D55E00"


@dataclass
class Table:
    """Rows of texts under headings."""

    title: str
    about: str
    headings: list[str]
    rows: list[list[str]]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def show(table: Table) -> None:
    """Print a table."""
    widths = [max(len(row[i]) for row in [table.headings, *table.rows]) for i in range(len(table.headings))]
    print(f"\n{table.title}\n{table.about}\n")
    for row in [table.headings, *table.rows]:
        cells = [
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  " + "  ".join(cells).rstrip())


HIDDEN: Final = REPO / "build" / "bench" / "as-installed"


def as_installed() -> None:
    """Have the commands that are measured be as pip leaves them: they keep their bytecode, as to compile takes half a
    second, and do not find what only tests bring: where coverage.py is, Numba loads it."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    HIDDEN.mkdir(parents=True, exist_ok=True)
    (HIDDEN / "coverage.py").write_text('raise ImportError("only tests have it")\n')
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(HIDDEN), os.environ.get("PYTHONPATH"))))


def first_line(*command: str) -> str:
    """What a program says of its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0]


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": f"{processor[1] if processor else platform.machine()}, {os.cpu_count()} cores",
        "memory": f"{int(memory[1]) / 2**20:.0f} GiB" if memory else "unknown",
        "system": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "packages": ", ".join(f"{name} {version(name)}" for name in PACKAGES),
        "tcpdump": first_line("tcpdump", "--version"),
        "tshark": first_line("tshark", "--version"),
    }


def document(tables: dict[str, Table], about: dict[str, str], docs: Path) -> None:
    """Write all tables as a page, with the figure of growth beside it."""
    lines = [
        "# Benchmarks",
        "",
        "How fast captures are read, beside the field's tools. `make bench` makes realistic traffic of a reverse proxy",
        "(connections to a VIP and to other addresses, interleaved, short and kept alive, full segments, a few per",
        "mille of control frames) and measures everything on the same file in the same run: contenders take turns;",
        "figures are medians, ratios are taken within each round. Files are in the page cache.",
        "Commands are as users have them: with their bytecode, without what only tests bring.",
        "`make bench ARGS=--write-docs` writes this page.",
        "",
        *(f"- {name}: {value}" for name, value in about.items()),
    ]
    for table in tables.values():
        lines += ["", f"## {table.title}", "", table.about, "", "| " + " | ".join(table.headings) + " |"]
        lines.append("|---" + "|--:" * (len(table.headings) - 1) + "|")
        lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in table.rows]
    if "growth" in tables:
        figure(tables["growth"], docs / "benchmarks.svg")
        lines += ["", "![How the time grows with the size of the capture](benchmarks.svg)"]
    (docs / "benchmarks.md").write_text("\n".join(lines) + "\n")


def figure(table: Table, path: Path) -> None:
    """Time over size: the columns of the growth table behind the first two."""
    plt.rcParams["svg.hashsalt"] = "bench"
    drawn = Figure(figsize=(6, 3.2), layout="constrained")
    axes = drawn.subplots()
    sizes = [float(row[0]) for row in table.rows]
    ends = [float(cell) for cell in table.rows[-1][1:3]]
    for column, color, marker in ((1, OURS, "o"), (2, PEER, "s")):
        seconds = [float(row[column]) for row in table.rows]
        side = "bottom" if seconds[-1] == max(ends) else "top"  # the two names stand apart however close they end
        axes.plot(sizes, seconds, color=color, marker=marker, linewidth=1.5)
        name = table.headings[column].removesuffix(", s")
        at = (sizes[-1], seconds[-1])
        axes.annotate(name, at, (8, 0), textcoords="offset points", ha="left", va=side, color=color)
    axes.set(xlabel="size of the capture, GB", ylabel="seconds", xlim=(0, None), ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="y", linewidth=0.4, alpha=0.5)
    drawn.savefig(path, metadata={"Date": None})
