"""Plays a scenario of the lab while `watch` and `capture` listen on its proxy: python -m tests.live.stage NAME DIR.

Leaves in DIR what watch said (lines.ndjson), its report (case/report), what it recorded (recorded), and the frames that
the same filter passed (passed.pcapng), of which `capture` counted all.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from captures.lab import topology
from captures.lab.capture import vantages
from captures.lab.child import Child
from captures.lab.lab import Lab, standing
from captures.lab.options import DOCUMENTATION_NETWORK, Options
from captures.lab.scenarios import ALL
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 3.0
"""Before and after the move; the last longer than a handover's window."""


def hand_over(lab: Lab) -> None:
    """The VIP moves once, cleanly, from one node that serves it to another."""
    first, second = lab.nodes[0], lab.nodes[2]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    lab.announce(first, lab.vip)
    lab.wait(QUIET_S)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lab.withdraw(first, lab.vip)
        lab.announce(second, lab.vip)
        lab.wait_out()


HANDOVER = Scenario(name="moved-once", story="The VIP moves once.", duration_s=10.0, stage=hand_over)
SCENARIOS = {scenario.name: scenario for scenario in (*ALL, HANDOVER)}
DURATION_S = 16.0


def listen(lab: Lab, directory: Path) -> tuple[Child, Child]:
    """Both listeners where the scenario is captured first, once they listen."""
    place = vantages(lab.hosts, options=lab.options)[0]
    vips = [word for vip in lab.options.vips for word in ("--vip", str(vip))]
    where = ("-i", place.interface, *vips)
    command = (sys.executable, "-m", "arpwatch_k8s")
    passed, lines = directory / "passed.pcapng", directory / "lines.ndjson"
    files = ("-o", str(directory / "case"), "--record", str(directory / "recorded"), "--no-record-report")
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
        duration_s=max(DURATION_S, scenario.duration_s) if os.environ.get("ARPWATCH_LIVE") else DURATION_S,
        prefix=f"arpwatch-stage-{os.getpid()}",
        vips=(topology.default_vip(DOCUMENTATION_NETWORK),),
        requests_per_s=scenario.requests_per_s,
        clients_keeping=scenario.clients_keeping,
    )
    with standing(scenario.shape(options)) as lab:
        listeners = listen(lab, directory)
        try:
            scenario.stage(lab)
        finally:
            # both at once, so that they have seen the same
            with ThreadPoolExecutor(len(listeners)) as hands:
                list(hands.map(Child.stop, listeners))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
