"""The live view keeps to the terminal's size, and shows first what needs somebody."""

import re
from contextlib import closing
from datetime import UTC
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

import arpwatch_k8s as aw
from arpwatch_k8s.changes.discovery import VipFound
from arpwatch_k8s.monitor.incidents import Incidents
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.monitor.sinks.terminal.folding import beside, cut
from arpwatch_k8s.monitor.sinks.terminal.screen import Screen
from arpwatch_k8s.monitor.sinks.terminal.shown import Shown
from arpwatch_k8s.monitor.sinks.terminal.trouble import Trouble
from arpwatch_k8s.monitor.sinks.terminal.view import FEWEST_CHANGES, view
from arpwatch_k8s.plotter.page.layout import colors_of, drawing_of
from arpwatch_k8s.plotter.setting import Look
from tests.changes.samples import T0
from tests.savefiles import MAC_A, MAC_B, NS, VIP, announcement, exchange, pcap, save
from tests.scenarios.analyses import analyzed

CHANGES = [f"10:00:{second:02d}.000  {VIP}  52:54:00:00:02:16 took it from 52:54:00:00:02:15" for second in range(60)]


def now(result: aw.Analysis | None) -> int:
    """When the last frame of it was seen, ns."""
    return T0 if result is None else result.result.case.end or T0


def things(result: aw.Analysis | None) -> Shown:
    """What there is to show of a result, whose incidents were told as they came."""
    if result is None:
        return Shown(interfaces=("eth0",), zone=UTC)
    end, trouble = now(result), Trouble()
    incidents = Incidents(["eth0"])
    for later_s in range(10):
        for change in incidents.look(result.result, end + later_s * NS, end + later_s * NS):
            trouble.tell(change)
    return Shown(
        interfaces=("eth0",),
        zone=UTC,
        up_ns=end - (result.result.case.start or end),
        result=result.result,
        time=end,
        colors=colors_of(result.result),
        trouble=trouble,
    )


def shown(result: aw.Analysis | None, width: int, height: int, changes: list[str] = CHANGES) -> list[str]:
    """The lines of a view in a terminal of some size."""
    console = Console(file=StringIO(), width=width, height=height)
    console.print(view(things(result), changes, now(result), console))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("height", [2, 4, 10, 24, 60])
@pytest.mark.parametrize("name", ["two-vips-one-sick", "healthy"])
def test_it_fits(captures: Path, name: str, width: int, height: int) -> None:
    lines = shown(analyzed(captures / name / "proxy.pcapng"), width, height)
    assert len(lines) <= height - 1
    assert max(len(line) for line in lines) <= width


def test_the_sick_vip_comes_first_and_what_has_no_room_is_counted(captures: Path) -> None:
    analysis = analyzed(captures / "two-vips-one-sick" / "proxy.pcapng")
    sick, well = "192.0.2.81 on eth0  8 of", "192.0.2.80 on eth0  0 of"
    text = "\n".join(shown(analysis, 80, 60))
    assert 0 < text.index(sick) < text.index(well)
    short = "\n".join(shown(analysis, 80, 24))
    assert sick in short
    assert well not in short
    assert "\n1 more VIP\n" in short


@pytest.mark.parametrize(("width", "height"), [(80, 24), (200, 50)])
def test_a_small_and_a_large_terminal_have_all_that_matters(captures: Path, width: int, height: int) -> None:
    lines = shown(analyzed(captures / "service-not-programmed" / "proxy.pcapng"), width, height)
    text = "\n".join(lines)
    assert lines[0].startswith("22:54:46 UTC  eth0  for 45 s")
    assert lines[0].endswith("? help  q end")
    for words in (
        "ROOT CAUSE: service-not-programmed",
        "Incident: 192.0.2.80 on eth0, ",
        "service-not-programmed (critical, high confidence): ",
        "  To do: ",
        "  5.0 attempts/s, 18 % of 231 attempts failed in the last 45.9 s",
        "■ claimed, used, serving: ",
        CHANGES[-1],
    ):
        assert words in text, words
    assert len([line for line in lines if "took it from" in line]) >= FEWEST_CHANGES


def test_a_line_on_the_left_lends_its_style_to_none_on_the_right() -> None:
    (line,) = beside([Text("red", style="red")], [Text("plain")], 5)
    assert line.markup == "[red]red[/red]  [dim] | [/dim]plain"


def test_what_is_cut_ends_with_a_whole_word() -> None:
    lines = [Text("    one line of several"), Text("more")]
    assert [line.plain for line in cut(lines, 1)] == ["    one line of ..."]
    assert [line.plain for line in cut([Text("oneword"), Text("more")], 1)] == ["one ..."]


def test_a_fight_is_counted_beside_the_moves(captures: Path) -> None:
    text = "\n".join(shown(analyzed(captures / "split-brain-metallb" / "proxy.pcapng"), 80, 24))
    assert "attempts failed, 0 moves, 1 fight" in text


def test_an_owner_has_the_color_that_the_figure_gives_it(tmp_path: Path) -> None:
    frames = [(0, announcement(MAC_A)), *exchange(NS, 40000, mac=MAC_A), (8 * NS, announcement(MAC_B))]
    analysis = aw.analyze(save(tmp_path / "two.pcap", pcap(frames)), vip=VIP)
    result = analysis.result
    figure = {style.owner: style.color for style in drawing_of(result, Look()).styles}
    assert colors_of(result) == figure
    console = Console(file=StringIO(), width=80, height=60, force_terminal=True, color_system="truecolor")
    console.print(view(things(analysis), [], T0, console))
    assert isinstance(console.file, StringIO)
    drawn = set(re.findall("38;2;([0-9]+);([0-9]+);([0-9]+)m■", console.file.getvalue()))
    colors = {"#" + "".join(f"{int(part):02x}" for part in one) for one in drawn}
    assert len(colors) == 2
    assert colors == set(figure.values())


def test_tracks_that_agree_are_one_line_and_those_that_do_not_are_several(tmp_path: Path) -> None:
    frames = [(0, announcement(MAC_A)), *exchange(NS, 40000, mac=MAC_A), (8 * NS, announcement(MAC_B))]
    before = shown(aw.analyze(save(tmp_path / "one.pcap", pcap(frames[:-1])), vip=VIP), 80, 40)
    after = shown(aw.analyze(save(tmp_path / "two.pcap", pcap(frames)), vip=VIP), 80, 40)
    assert f"  ■ claimed, used, serving: {MAC_A} since 00:00:00.000" in before
    assert [line for line in after if "■" in line] == [
        f"  ■ claimed: {MAC_B} since 00:00:08.000",
        f"  ■ used, serving: {MAC_A} since 00:00:01.000",
    ]


def test_the_newest_changes_are_shown_before_there_is_any_look() -> None:
    head, *changes = shown(None, 80, 6)
    assert "eth0" in head
    assert changes == CHANGES[-4:]


def test_it_draws_what_it_is_told_and_leaves_it_on_the_terminal(captures: Path) -> None:
    console = Console(file=StringIO(), width=80, height=30, force_terminal=True)
    analysis = analyzed(captures / "healthy" / "proxy.pcapng")
    with closing(Screen(["eth0"], UTC, console)) as screen:
        screen.show(State(time=NS, result=analysis.result))
        screen.tell(VipFound(time=NS, vip=VIP))
    assert isinstance(console.file, StringIO)
    final = console.file.getvalue().rpartition("HEALTHY")[2]
    assert f"00:00:01.000  {VIP}  behaves like a VIP" in final
