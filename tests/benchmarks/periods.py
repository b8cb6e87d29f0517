"""`python -m tests.benchmarks.periods`: what a data set takes window by window, and at once. Nothing passes or fails.

Data sets of a proxy's traffic, some hours long and several times as long, in files of five minutes: peak memory and
time of whole processes, of `analyze` and of `analyze --every 1h` with one worker.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from arpwatch_k8s.cluster import Processes, extract
from tests.benchmarks.memory import peak
from tests.benchmarks.report import as_installed, machine
from tests.benchmarks.traffic import BLOCK_NS, PCAP_HEADER, Template, laid_out
from tests.savefiles import NS

APART_NS = 300 * NS
"""Between the beginnings of files; each has traffic of two seconds."""
PER_HOUR = 3600 * NS // APART_NS
WHOLE = """
import resource
from arpwatch_k8s.analysis.savefiles import analyze
result = analyze([sys.argv[1]])
used = resource.getrusage(resource.RUSAGE_SELF)
print(sum(len(record.attempts) for record in result.case.vips), used.ru_utime)
"""
WINDOWS = """
import resource
from arpwatch_k8s.cluster import Threads
from arpwatch_k8s.periods import windows
told = windows(sys.argv[1], lambda: Threads(1), every_ns=3600 * 10**9)
used = resource.getrusage(resource.RUSAGE_SELF)
print(sum(window.attempts for window in told.windows), used.ru_utime)
"""


def made(room: Path, hours: int, template: Template) -> Path:
    """A data set of so many hours."""
    paths = []
    for number in range(hours * PER_HOUR):
        path = room / f"{number:05}.pcap"
        with path.open("wb") as stream:
            stream.write(PCAP_HEADER)
            template.at(number * (APART_NS // BLOCK_NS)).tofile(stream)
        paths.append(str(path))
    extract(paths, str(room / "set"), lambda: Processes(2), now_ns=time.time_ns() + 3600 * NS)
    for name in paths:
        Path(name).unlink()
    return room / "set"


def main() -> None:
    """Look at each of some lengths, both ways."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks.periods", description=__doc__)
    asked.add_argument("--hours", type=int, nargs="+", default=[4, 16])
    arguments = asked.parse_args()
    as_installed()
    template = Template(laid_out(0.5, 1.0)[0], pcapng=False)
    print(machine())
    for hours in arguments.hours:
        with tempfile.TemporaryDirectory() as room:
            folder = made(Path(room), hours, template)
            for name, script in (("at once", WHOLE), ("hour by hour", WINDOWS)):
                seconds, most, said = peak(script, folder)
                attempts, user = said.split()
                print(
                    f"{hours:>4} h  {name:<12}  {int(attempts):>9,} attempts  peak {most:7,.0f} MiB  "
                    f"{float(user):7.1f} s of CPU, {seconds:7.1f} s in all",
                    flush=True,
                )


if __name__ == "__main__":
    main()
