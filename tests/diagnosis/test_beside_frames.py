"""What lines say beside a capture: of the VIP that it shows, and of one that it does not show."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome, Verdict
from arpwatch_k8s.grades import Confidence, Severity
from arpwatch_k8s.inventory import Known, parse_node
from tests.correlator.testimony.told import announced, idle, kube_vip, started, withdrawn
from tests.diagnosis.fights import asked, served
from tests.diagnosis.testimony.lines import entry, nginx, only, rules, service
from tests.diagnosis.testimony.test_split_brain import BOTH, ONE
from tests.logs.saved import NOON
from tests.savefiles import MAC_A, MAC_B, VIP, Timed, pcap, save
from tests.speakers.programs import kube_vip as kube_vip_frames
from tests.speakers.programs import metallb

OTHER_VIP = "192.0.2.81"
NODES = {"node1": MAC_A, "node2": MAC_B}
HEALTHY = [*metallb(ticks=3), *served(0, 100)]


def result(folder: Path, frames: Iterable[Timed], files: Mapping[str, Sequence[str]], *vips: str) -> Result:
    """Of a capture that begins at noon, and of logs."""
    save(folder / "x.pcap", pcap([(NOON + time, frame) for time, frame in sorted(frames)]))
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n")
    nodes = tuple(parse_node(f"{name}={mac}") for name, mac in NODES.items())
    return analyze([folder], vips=vips, known=Known(nodes=nodes))


def verdict(folder: Path, frames: Iterable[Timed], files: Mapping[str, Sequence[str]], *vips: str) -> Verdict:
    return result(folder, frames, files, *vips).verdict


def test_lines_make_the_programs_of_a_fight_surer_and_are_cited_beside_frames(tmp_path: Path) -> None:
    fight = [*metallb(ticks=30), *kube_vip_frames(MAC_B, 1.5, 4), *served(0, 33)]
    alone = only(verdict(tmp_path, fight, {}), "two-controllers")
    writes = [service(entry("controller", n), entry("kube-vip", n + 1), version=n) for n in range(0, 20, 2)]
    both = only(verdict(tmp_path, fight, {"svc.json": writes}), "two-controllers")
    assert (alone.confidence, both.confidence) == (Confidence.MEDIUM, Confidence.HIGH)
    assert (bool(both.frames), bool(both.lines)) == (True, True)
    assert not any("Who writes the Service's status" in words for words in both.missing)


def test_two_owners_by_their_logs_are_information_where_the_wire_shows_one(tmp_path: Path) -> None:
    questions = [frame for second in (20, 40, 60) for frame in asked(second, MAC_A)]
    found = verdict(tmp_path, [*HEALTHY, *questions], BOTH)
    one = only(found, "split-brain")
    assert (one.severity, one.confidence) == (Severity.INFO, Confidence.LOW)
    assert one.against == ("On the wire 3 questions to all had one answer each then",)
    assert found.outcome is Outcome.HEALTHY


def test_a_vip_that_no_frame_tells_of_may_have_a_cause_all_the_same(tmp_path: Path) -> None:
    told = {name: [line.replace(VIP, OTHER_VIP) for line in lines] for name, lines in BOTH.items()}
    found = verdict(tmp_path, HEALTHY, told)
    assert (found.outcome, found.cause) == (Outcome.ROOT_CAUSE, "split-brain")
    assert f"host {OTHER_VIP}" in (found.capture_next or "")
    named = verdict(tmp_path, HEALTHY, told, VIP)
    assert (named.outcome, rules(named)) == (Outcome.HEALTHY, set())


def test_a_node_that_claims_while_another_is_said_to_hold_it_is_told(tmp_path: Path) -> None:
    files = {"speaker-node2.log": [idle(0), announced(1), announced(90), idle(95)]}
    said = [words.replace(f"{tmp_path}/", "") for words in verdict(tmp_path, HEALTHY, files).caveats]
    words = f"node1 ({MAC_A}) claimed {VIP} while MetalLB said that node2 holds it (speaker-node2.log, line 2)"
    assert words in said
    files = {"speaker-node1.log": files["speaker-node2.log"], "speaker-node2.log": [idle(0), idle(95)]}
    assert not any("is said" in text or "said that" in text for text in verdict(tmp_path, HEALTHY, files).caveats)


def test_a_table_of_neighbors_that_is_full_is_told(tmp_path: Path) -> None:
    line = "Nov 22 12:00:23 proxy kernel: neighbour: arp_cache: neighbor table overflow!"
    found = verdict(tmp_path, HEALTHY, {"kern.log": [line, line]})
    assert any("a host's neighbor table had no room, twice (first in line 1)" in words for words in found.caveats)


def test_no_order_of_files_changes_anything(tmp_path: Path) -> None:
    lost = "(svcs) The load balancer has changed, cancelling original load balancer"
    files = {
        **BOTH,
        "kube-vip.log": [*started(0, "node2"), *(kube_vip(at, lost) for at in range(5, 60, 5))],
        "flaps.log": [line for at in range(0, 80, 10) for line in (announced(at), withdrawn(at + 5, "noIPAllocated"))],
        "svc.json": [service(entry("controller", n), entry("kube-vip", n + 1), version=n) for n in range(0, 20, 2)],
        "error.log": [nginx(5), nginx(8)],
    }
    for name, lines in files.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n")
    paths = [str(tmp_path / name) for name in files]
    orders = [order for n, order in enumerate(permutations(paths)) if n % 200 == 0]
    seen = {told(analyze(list(order))) for order in orders}
    assert len(seen) == 1
    assert len(orders) > 2
    assert ONE in next(iter(seen))


def told(found: Result) -> str:
    """All that a verdict says, its lines by the names of their files."""
    logs, verdict_ = found.case.logs, found.verdict
    heads = [verdict_.outcome, verdict_.summary]
    for one in verdict_.findings:
        heads += [one.rule, one.severity, one.confidence, str(one.start), str(one.end), one.summary]
        for step in one.because:
            heads += [step.text, *(f"{logs[log].path}:{line}" for log, line in step.lines)]
    return "\n".join(heads)
