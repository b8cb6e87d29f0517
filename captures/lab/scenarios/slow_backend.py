"""The owner's ingress is slow, again and again for more than a second, but it answers: every request succeeds."""

from dataclasses import replace

from captures.lab.faults import hang_backend, resume_backend
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 2.5
SLOW_S = 1.6


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        while lab.remaining_s > QUIET_S + SLOW_S:
            lab.wait(QUIET_S)
            hang_backend(lab, owner)
            lab.wait(SLOW_S)
            resume_backend(lab, owner)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="slow-backend",
    story="node2's ingress stands still for 1.6 s again and again; every request is answered in the end.",
    duration_s=18.0,
    stage=stage,
    shape=shape,
)
