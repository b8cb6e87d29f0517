"""The scenarios, one a file; each hands on one `SCENARIO`, which is listed here."""

from captures.lab.scenarios import healthy, service_not_programmed
from captures.lab.scenarios.scenario import Scenario

ALL: tuple[Scenario, ...] = (
    healthy.SCENARIO,
    service_not_programmed.SCENARIO,
)
