"""Plays a scenario of the lab while `watch` and `capture` listen on its proxy: python -m tests.live.stage NAME DIR.

Leaves in DIR what watch said (lines.ndjson), its report (case/report), what it recorded (recorded), and the frames that
the same filter passed (passed.pcapng), of which `capture` counted all.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from arpwatch_k8s.thresholds import NS, Thresholds
from captures.lab import topology
from captures.lab.capture import vantages
from captures.lab.child import POLL_S, Child
from captures.lab.lab import Lab, standing
from captures.lab.options import DOCUMENTATION_NETWORK, Options
from captures.lab.scenarios import ALL
from tests.live.stories import SHORT

SCENARIOS = {scenario.name: scenario for scenario in (*ALL, *SHORT)}
HURRIED = Thresholds(incident_gap_ns=5 * NS, contest_gap_ns=4 * NS)
"""What stories are judged by: their incidents are over soon."""
RESOLVED_S = 12.0
"""How long their end is waited for: longer than either gap and a look."""
REPORT_S = 60.0
"""How long a watch may take to end, which writes its report then."""


def thresholds(name: str) -> Thresholds:
    """What a scenario is judged by."""
    return HURRIED if name in {scenario.name for scenario in SHORT} else Thresholds()


def settings(name: str, directory: Path) -> Path:
    """The same, for a watch."""
    path, judged = directory / "watch.toml", thresholds(name)
    gaps = {"incident_gap": judged.incident_gap_ns, "contest_gap": judged.contest_gap_ns}
    path.write_text("[thresholds]\n" + "".join(f'{key} = "{gap // NS}s"\n' for key, gap in gaps.items()))
    return path


def settle(lab: Lab, lines: Path) -> None:
    """Wait for the end of what was opened, so long."""
    end = time.monotonic() + RESOLVED_S
    while time.monotonic() < end:
        said = lines.read_bytes()
        if said.count(b'"incident_opened"') == said.count(b'"incident_resolved"'):
            return
        lab.wait(POLL_S)


def listen(lab: Lab, directory: Path) -> tuple[Child, Child]:
    """Both listeners where the scenario is captured first, once they listen."""
    place = vantages(lab.hosts, options=lab.options)[0]
    vips = [word for vip in lab.options.vips for word in ("--vip", str(vip))]
    where = ("-i", place.interface, *vips)
    command = (sys.executable, "-m", "arpwatch_k8s")
    passed, lines = directory / "passed.pcapng", directory / "lines.ndjson"
    files: tuple[str, ...] = ("-o", str(directory / "case"), "--record", str(directory / "recorded"), "--after", "2s")
    files = (*files, "--no-record-report", "--config", str(settings(lab.options.scenario, directory)))
    watch = (*command, "watch", *where, "--format", "ndjson", "-q", *files)
    watching = Child(place.host, *watch, name="watch", output=lines)
    capture = (*command, "capture", *where, "-w", str(passed))
    capturing = Child(place.host, *capture, name="capture", output=directory / "capture.out")
    watching.wait_until(lambda: b'"started"' in lines.read_bytes())
    capturing.wait_until(passed.exists)
    return watching, capturing


def main(name: str, directory: Path) -> None:
    """Play, listen, leave the results."""
    scenario = SCENARIOS[name]
    options = Options(
        scenario=name,
        directory=directory,
        seed=1,
        duration_s=scenario.duration_s,
        prefix=f"arpwatch-stage-{os.getpid()}",
        vips=(topology.default_vip(DOCUMENTATION_NETWORK),),
        requests_per_s=scenario.requests_per_s,
        clients_keeping=scenario.clients_keeping,
    )
    with standing(scenario.shape(options)) as lab:
        listeners = listen(lab, directory)
        try:
            scenario.stage(lab)
            if scenario in SHORT:
                settle(lab, directory / "lines.ndjson")
        finally:
            # both at once, so that they have seen the same
            with ThreadPoolExecutor(len(listeners)) as hands:
                list(hands.map(partial(Child.stop, within_s=REPORT_S), listeners))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
