"""A capture that begins when the service has been away for seconds: how it was before is not in it."""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 5.0
BEFORE_S = 3.0
SEEN_S = 5.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.load():
        lab.wait(QUIET_S)
        lab.unprogram(owner, lab.vip)
        lab.wait(BEFORE_S)
        with lab.recording():
            lab.wait(SEEN_S)
            lab.program(owner, lab.vip)
            lab.announce(owner, lab.vip)
            lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="begun-in-mid-incident",
    story="The service on node2 has been away for 3 s when the capture begins, and returns 5 s later.",
    duration_s=24.0,
    stage=stage,
    shape=shape,
)
