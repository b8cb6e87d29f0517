"""What tcpdump prints of the project's own captures tells the same story as the captures."""

import os
import subprocess
import tomllib
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.grades import Confidence
from tests.conftest import CAPTURES

pytestmark = [pytest.mark.long, pytest.mark.tcpdump]
SOME = (
    "service-not-programmed",
    "two-controllers-one-node",
    "keepalived-failover-ipv6",
    "vlan-trunk",
    "backend-rejects",
)
FLAGS = ("-n -e -v", "-nn -tttt", "-n -e -vvv -tt -X")
MS, DAY_MS = 1_000_000, 86_400_000


def expected_causes(name: str) -> set[str]:
    """The causes that a scenario's truth has."""
    told = tomllib.loads((CAPTURES / name / "expected.toml").read_text())
    causes = {told["verdict"].get("cause"), *told["verdict"].get("beside", ())}
    return causes | set(told.get("findings", {}).get("present", ()))


def printed(name: str, flags: str, tmp_path: Path) -> Path:
    """A capture as tcpdump prints it."""
    path = tmp_path / f"{name}.txt"
    with path.open("w") as out:
        subprocess.run(
            ["tcpdump", *flags.split(), "-r", str(CAPTURES / name / "proxy.pcapng")],
            stdout=out,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TZ": "UTC"},
            check=True,
        )
    return path


def epochs(found: Result) -> dict[str, list[tuple[list[str | None], int, int]]]:
    """Who claimed each VIP from when to when: MACs, and milliseconds of the day."""
    return {
        record.vip: [
            (
                sorted({mac_text(mac) for mac in record.claims["mac"][record.claims["owner"] == epoch.owner].tolist()}),
                epoch.start // MS % DAY_MS,
                epoch.end // MS % DAY_MS,
            )
            for epoch in record.ownership.epochs
        ]
        for record in found.case.vips
    }


@pytest.mark.parametrize("flags", FLAGS)
@pytest.mark.parametrize("name", SOME)
def test_a_print_shows_the_same_owners_and_no_other_sure_cause(name: str, flags: str, tmp_path: Path) -> None:
    whole, text = analyze([CAPTURES / name / "proxy.pcapng"]), analyze([printed(name, flags, tmp_path)])
    verdict = text.verdict
    if verdict.outcome is Outcome.ROOT_CAUSE and verdict.findings[0].confidence is not Confidence.LOW:
        assert verdict.cause in expected_causes(name)
    if "-e" in flags:
        assert epochs(text) == epochs(whole)
    else:
        assert verdict.outcome is not Outcome.HEALTHY
    if "-X" in flags:
        assert (verdict.outcome, verdict.cause) == (whole.verdict.outcome, whole.verdict.cause)
