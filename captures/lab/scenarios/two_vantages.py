"""Two gaps of the service, captured on the proxy and on the owner at once."""

from dataclasses import replace

from captures.lab.options import Options
from captures.lab.scenarios.gaps import stage
from captures.lab.scenarios.scenario import Scenario


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, vantages=("proxy", "node2"))


SCENARIO = Scenario(
    name="two-vantages",
    story="Two gaps of the service on node2, captured on the proxy and on node2 at once.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
