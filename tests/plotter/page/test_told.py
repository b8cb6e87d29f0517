"""Figures of logs alone: what they say, on their own time."""

from pathlib import Path

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.plotter import timeline_layout
from arpwatch_k8s.plotter.lanes.owners import GRAYS
from arpwatch_k8s.plotter.records import OwnerLane
from tests.correlator.testimony.told import OTHER, VIP, announced, assigned, idle, logs, objects, service, withdrawn
from tests.logs.saved import NOON, NS

KERNEL = "[2026-11-22T12:00:05.482774] 192.0.2.80 dev eth0 lladdr 52:54:00:00:02:15 REACHABLE"


def told(folder: Path) -> Result:
    files = {
        "speaker-a.log": [announced(1), withdrawn(40), idle(60)],
        "monitor.log": [KERNEL],
        "all.json": objects(service(), assigned("node1", -90_000, 1)),
    }
    return analyze([log.path for log in logs(folder, files)])


def test_a_vip_that_no_frame_shows_has_a_panel_of_what_logs_say(tmp_path: Path) -> None:
    layout = timeline_layout(told(tmp_path))
    panel = layout.panels[0]
    assert (panel.vip, panel.note) == (VIP, "in no frame: what is drawn is what logs say")
    lanes = [(lane.label, lane.note) for lane in panel.lanes if isinstance(lane, OwnerLane)]
    assert lanes == [("kernel", "ip neigh"), ("cluster: metallb", "logs"), ("cluster: metallb", "objects")]
    assert "metallb: announced" in [lane.label for lane in panel.lanes]
    assert layout.empty is None
    assert layout.title.text.startswith(f"{VIP}: ")
    assert layout.facts[0].text.startswith("no capture, 3 logs")


def test_a_log_whose_node_nothing_tells_is_called_a_log_and_is_gray(tmp_path: Path) -> None:
    layout = timeline_layout(told(tmp_path))
    (lane,) = [lane for lane in layout.panels[0].lanes if isinstance(lane, OwnerLane) and lane.note == "logs"]
    held = {owner for bar in lane.bars for owner in bar.owners}
    styles = [style for style in layout.owners if style.owner in held]
    assert [(style.name, style.color) for style in styles] == [("log speaker-a.log", GRAYS[0][0])]
    others = [style.color for style in layout.owners if style.owner not in held]
    assert others
    assert not {color for color, _ in GRAYS} & {*others}


def test_the_axis_is_that_of_logs_and_not_of_objects_made_long_ago(tmp_path: Path) -> None:
    layout = timeline_layout(told(tmp_path))
    assert (layout.start, layout.end) == (NOON + NS, NOON + 61 * NS)
    assert layout.axis.tops


def test_objects_alone_have_their_own_axis(tmp_path: Path) -> None:
    (log,) = logs(tmp_path, {"all.json": objects(service(vip=OTHER), assigned("node1", 1, 30))})
    layout = timeline_layout(analyze([log.path]))
    assert (layout.start, layout.end) == (NOON + NS, NOON + 31 * NS)
    assert [panel.vip for panel in layout.panels][:1] == [OTHER]
