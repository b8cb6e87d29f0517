"""A verdict depends on what happened, not on who it happened to, nor when."""

from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Finding, Outcome
from tests.diagnosis.cast import COOKED_CAST, IN_VLAN, LATER, OVER_IPV6, RENAMED, USUAL, Cast, found, verdict
from tests.diagnosis.scripts import SCRIPTS
from tests.savefiles import NS

CASTS = {"renamed": RENAMED, "over IPv6": OVER_IPV6, "in a VLAN": IN_VLAN, "later": LATER, "cooked": COOKED_CAST}
NEEDS_DESTINATIONS = {"stale-cache", "owner-silent", "return-path"}
"""Rules about the MAC that a sender uses or asks: cooked captures do not say."""


def plain(finding: Finding, cast: Cast) -> tuple[object, ...]:
    """A finding without names, and with times from the cast's start."""
    names = {cast.vip: "VIP", cast.client: "CLIENT", cast.client_mac: "CLIENT-MAC"}
    names |= {address: f"NODE{number}" for number, address in enumerate(cast.nodes)}
    names |= {mac: f"MAC{number}" for number, mac in enumerate(cast.macs)}
    said = finding.summary
    for name in sorted(names, key=len, reverse=True):
        said = said.replace(name, names[name])
    begin = round(cast.start * NS)
    frames = [frame.frame for frame in finding.frames]
    return (finding.rule, finding.severity, finding.confidence, finding.failed, said, finding.start - begin, frames)


@pytest.mark.parametrize("rule", SCRIPTS)
def test_each_script_has_its_cause_and_no_other(tmp_path: Path, rule: str) -> None:
    script, failed = SCRIPTS[rule]
    told = verdict(tmp_path, USUAL, *script(USUAL))
    assert (told.outcome, told.cause) == (Outcome.ROOT_CAUSE, rule)
    assert [f.rule for f in told.findings if f.severity.rank] == [rule]
    assert told.findings[0].failed == failed
    assert all(step.frames for step in told.findings[0].because)
    assert told.findings[0].remedy
    assert told.findings[0].confirm
    assert not any("not explained" in caveat or "failed (" in caveat for caveat in told.caveats)


@pytest.mark.parametrize("name", CASTS)
@pytest.mark.parametrize("rule", SCRIPTS)
def test_another_cast_at_another_time_has_the_same_verdict(tmp_path: Path, rule: str, name: str) -> None:
    cast = CASTS[name]
    script, _ = SCRIPTS[rule]
    told, usual = verdict(tmp_path, cast, *script(cast)), verdict(tmp_path, USUAL, *script(USUAL))
    if name == "cooked":
        expected = [] if rule in NEEDS_DESTINATIONS else [rule]
        assert [f.rule for f in found(told, rule)] == expected
    else:
        assert [plain(f, cast) for f in told.findings] == [plain(f, USUAL) for f in usual.findings]
