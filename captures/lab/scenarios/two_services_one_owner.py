"""Two services share one address, as MetalLB allows, and one node owns it for both: every request is answered."""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

SECOND_PORT = 8443


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip, port=SECOND_PORT)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, second_port=SECOND_PORT)


SCENARIO = Scenario(
    name="two-services-one-owner",
    story="Two services share the VIP and node2 owns it for both: every request is answered.",
    duration_s=16.0,
    stage=stage,
    shape=shape,
)
