"""One node owns two VIPs, and the service of one of them is not programmed for a while; the other is well."""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.topology import VIP_INDEX, default_vip

QUIET_S = 6.0
GAP_S = 4.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    sick = lab.options.vips[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lab.unprogram(owner, sick)
        lab.wait(GAP_S)
        lab.program(owner, sick)
        lab.announce(owner, sick)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(
        options, requests_per_s=8.0, vips=(*options.vips, default_vip(options.network, number=VIP_INDEX + 1))
    )


SCENARIO = Scenario(
    name="two-vips-one-sick",
    story="node2 owns two VIPs; the service of the second vanishes for 4 s, the first is never hurt.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
