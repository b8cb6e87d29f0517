"""The recorder stands still while the backend is down: the kernel counts what it drops, and so does the savefile.

Requests fail in front of everybody's eyes and not in the capture. Nothing may be called healthy here.
"""

from dataclasses import replace

from captures.lab.faults import resume_recorder, stop_recorder
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
FILLED_S = 4.0
"Its buffer is full by then, whatever comes."
CLOSED_S = 4.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        stop_recorder(lab)
        lab.wait(FILLED_S)
        lab.stop_backend(owner)
        lab.wait(CLOSED_S)
        lab.start_backend(owner)
        resume_recorder(lab)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=8.0, buffer_mib=1)


SCENARIO = Scenario(
    name="capture-with-drops",
    story="The recorder stands still for 8 s and loses frames, among them all that node2's backend refused.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
