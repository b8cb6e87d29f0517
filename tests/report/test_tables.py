"""The tables of an analysis, and the page that documents them."""

from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.report.tables.all import TABLES, markdown
from tests.savefiles import pcap, save


def test_the_page_is_the_one_that_the_code_writes(repo: Path) -> None:
    """Remake it with: python -c 'from arpwatch_k8s.report.tables.all import markdown; print(markdown(), end="")'"""
    assert (repo / "docs" / "tables.md").read_text() == markdown()


def test_every_table_has_its_columns_with_rows_and_without(repo: Path, tmp_path: Path) -> None:
    full = aw.analyze(repo / "captures" / "service-not-programmed" / "proxy.pcapng", keep="all")
    empty = aw.analyze(save(tmp_path / "empty.pcap", pcap([])))
    for name, table in TABLES.items():
        columns = [column.name for column in table.columns]
        assert list(getattr(full, name).columns) == columns
        assert list(getattr(empty, name).columns) == columns
        assert len(getattr(empty, name)) == 0


def test_connections_are_the_notable_ones_unless_all_are_asked_for(repo: Path) -> None:
    path = repo / "captures" / "service-not-programmed" / "proxy.pcapng"
    every, notable = aw.analyze(path, keep="all").connections, aw.analyze(path).connections
    simple = (every["outcome"] == "ok") & ~every["moved"] & ~every["delayed"]
    assert len(notable) == (~simple).sum() < len(every)
    assert notable["failed"].sum() == every["failed"].sum()
