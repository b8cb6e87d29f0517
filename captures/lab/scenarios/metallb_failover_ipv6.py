"""MetalLB moves an IPv6 VIP: one unsolicited advertisement a tick, from the node's link-local address.

Its answers to solicitations have no override flag, and it does not answer those that do not say who asks.
"""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import DOCUMENTATION_NETWORK_6, Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.topology import default_vip_6


def shape(options: Options) -> Options:
    network = options.network6 or DOCUMENTATION_NETWORK_6
    return replace(options, network6=network, vips=(default_vip_6(network),))


def stage(lab: Lab) -> None:
    before, after = lab.nodes[1], lab.node(3)
    lab.stand_up(before)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 3)
        lab.withdraw(before, lab.vip)
        lab.announce(after, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="metallb-failover-ipv6",
    story="MetalLB moves the IPv6 VIP from node2 to node3, which advertises it.",
    duration_s=24.0,
    stage=stage,
    requests_per_s=6.0,
    shape=shape,
    clients_keeping=0,
)
