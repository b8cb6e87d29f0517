"""Errors of a proxy beside frames that have no date."""

from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.testimony.lines import nginx, only
from tests.savefiles import VIP

ID = "service-not-programmed"
PRINT = f"""\
11:36:00.749212 IP (tos 0xc0, ttl 64, id 1, offset 0, flags [none], proto ICMP (1), length 88)
    192.0.2.22 > 192.0.2.10: ICMP host {VIP} unreachable, length 68
\tIP (tos 0x0, ttl 63, id 2, offset 0, flags [DF], proto TCP (6), length 60)
    192.0.2.10.40001 > {VIP}.443: Flags [S], seq 7, win 64240, length 0
"""


def result(folder: Path, *errors: str) -> Result:
    """Of the print and these errors."""
    (folder / "tcpdump.txt").write_text(PRINT)
    if errors:
        (folder / "error.log").write_text("\n".join(errors) + "\n")
    return analyze([folder], vips=[VIP])


def test_it_is_information_where_nobody_is_said_to_have_felt_it(tmp_path: Path) -> None:
    one = only(result(tmp_path).verdict, ID)
    assert (one.severity, one.lines) == (Severity.INFO, ())


def test_errors_of_its_kind_make_it_a_candidate_and_are_tied_to_no_frame(tmp_path: Path) -> None:
    found = result(tmp_path, nginx(5), nginx(9), nginx(11, errno="111: Connection refused")).verdict
    one = only(found, ID)
    assert (found.outcome, found.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert (one.severity, one.confidence, [ref.line for ref in one.lines]) == (Severity.WARNING, Confidence.LOW, [1, 2])
    assert one.because[-1].text.endswith("whether they go back to these frames cannot be told, which have no date")


def test_errors_of_another_kind_say_nothing(tmp_path: Path) -> None:
    one = only(result(tmp_path, nginx(5, errno="111: Connection refused")).verdict, ID)
    assert one.severity is Severity.INFO
