"""keepalived ends on the master for good; the backup takes over and announces. Clean: nothing is lost."""

from captures.lab.claimants import Keepalived
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

SETTLE_S = 9.5
"From the start of the first to the end of its second burst."


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
    name="keepalived-failover",
    story="keepalived ends on node1; node2 takes over and announces the VIP.",
    duration_s=24.0,
    stage=stage,
    requests_per_s=6.0,
    clients_keeping=0,
)
