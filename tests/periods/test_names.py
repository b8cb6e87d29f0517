"""What is kept of rows that name nodes."""

from pathlib import Path

import numpy as np

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.inventory import learn
from arpwatch_k8s.periods.names import FEW, naming, together
from tests.conftest import CAPTURES
from tests.savefiles import CLIENT, MAC_A, MAC_B, NODE_A, NS, VIP, Timed, arp, pcap, question, save


def rows(folder: Path, *frames: Timed) -> Evidence:
    """The evidence of some frames."""
    return read([save(folder / "x.pcap", pcap(sorted(frames)))], [VIP]).evidence


def test_of_rows_that_say_the_same_the_first_and_the_last_are_kept(tmp_path: Path) -> None:
    kept = naming(rows(tmp_path, *((n * NS, question()) for n in range(100))))
    assert (kept["time"] // NS).tolist() == [*range(FEW), *range(100 - FEW, 100)]


def test_parts_in_any_cut_say_what_all_say(tmp_path: Path) -> None:
    story = [(n * NS, question() if n % 3 else arp(1, MAC_B, NODE_A, MAC_A, CLIENT)) for n in range(60)]
    whole = rows(tmp_path, *story)
    parts = [naming(whole.take(np.arange(60) // 7 == number)) for number in range(9)]
    assert together(parts)["time"].tolist() == naming(whole)["time"].tolist()


def test_the_names_of_every_scenario_are_those_of_all_its_rows() -> None:
    for path in sorted(CAPTURES.glob("*/proxy.pcapng")):
        loaded = read([str(path)])
        codes = [loaded.evidence.addresses.intern(vip) for vip in loaded.vips or ()]
        assert learn(naming(loaded.evidence), codes_in(naming(loaded.evidence), loaded.vips or ())).by_mac.keys() == (
            learn(loaded.evidence, codes).by_mac.keys()
        ), path


def codes_in(evidence: Evidence, vips: tuple[int, ...]) -> list[int]:
    """The codes of VIPs in a table."""
    return [evidence.addresses.intern(vip) for vip in vips]
