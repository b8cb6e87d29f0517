"""Two gaps of the service, captured with `-i any`: cooked frames, without the MAC they were sent to."""

from dataclasses import replace

from captures.lab.options import Options
from captures.lab.scenarios.gaps import stage
from captures.lab.scenarios.scenario import Scenario


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, vantages=("proxy-any",))


SCENARIO = Scenario(
    name="any-interface",
    story="Two gaps of the service on node2, captured with -i any: no destination MAC in it.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
