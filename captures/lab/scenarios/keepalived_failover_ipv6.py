"""keepalived's failover of an IPv6 VIP: VRRP version 3 from link-local addresses, and unsolicited advertisements.

Each announcement comes from the VIP itself, with the override flag, five at once and five more 5 s later.
"""

from dataclasses import replace

from captures.lab.claimants import Keepalived
from captures.lab.lab import Lab
from captures.lab.options import DOCUMENTATION_NETWORK_6, Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.topology import default_vip_6

SETTLE_S = 9.5
"From the start of the first to the end of its second burst."


def shape(options: Options) -> Options:
    network = options.network6 or DOCUMENTATION_NETWORK_6
    return replace(options, network6=network, vips=(default_vip_6(network),))


def stage(lab: Lab) -> None:
    for node in lab.nodes:
        lab.program(node, lab.vip)
    master, backup = (
        Keepalived(lab, node, lab.vip, priority=priority)
        for node, priority in zip(lab.nodes[:2], (150, 100), strict=True)
    )
    master.start()
    backup.start()
    lab.wait(SETTLE_S)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 3)
        master.stop()
        lab.wait_out()


SCENARIO = Scenario(
    name="keepalived-failover-ipv6",
    story="keepalived ends on node1; node2 takes over the IPv6 VIP and advertises it.",
    duration_s=24.0,
    stage=stage,
    requests_per_s=6.0,
    shape=shape,
    clients_keeping=0,
)
