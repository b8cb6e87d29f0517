"""node2 owns the VIP in both families, and kube-proxy's IPv6 rules vanish for a while; IPv4 is never hurt."""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import DOCUMENTATION_NETWORK_6, Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.topology import default_vip_6

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
    network6 = options.network6 or DOCUMENTATION_NETWORK_6
    vips = (*options.vips, default_vip_6(network6))
    return replace(options, requests_per_s=8.0, network6=network6, vips=vips)


SCENARIO = Scenario(
    name="dual-stack",
    story="node2 owns the VIP in IPv4 and IPv6; the IPv6 service vanishes for 4 s, IPv4 is never hurt.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
