"""A file opened: what cannot be used is refused in two lines, and left as it is."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from arpwatch_k8s.errors import InputError, OutputError
from arpwatch_k8s.past.opening import for_reading
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.schema import MIGRATIONS
from arpwatch_k8s.past.store import Store
from tests.past.months import Clock, write


def made(path: Path, *statements: str) -> Path:
    """A file that some statements make, or change."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


def month(path: Path) -> Path:
    """A history."""
    write(path, Clock())
    return path


def broken(path: Path) -> Path:
    """A history whose second page is overwritten."""
    month(path)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    return path


UNFIT = {
    "text": (lambda path: path.write_text("no database, but a text that is longer than a header\n" * 40), "not a data"),
    "another": (lambda path: made(path, "CREATE TABLE notes (id)"), "no history of arpwatch-k8s"),
    "newer": (lambda path: made(month(path), f"PRAGMA user_version = {len(MIGRATIONS) + 1}"), "by a newer version"),
    "changed": (lambda path: made(month(path), "CREATE VIEW all_of_it AS SELECT * FROM events"), "tables were changed"),
    "damaged": (broken, "damaged|malformed"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_is_no_history_is_refused_by_both_and_never_written_to(tmp_path: Path, name: str) -> None:
    path = tmp_path / "history.db"
    make, why = UNFIT[name]
    make(path)
    before = path.read_bytes()
    with pytest.raises(OutputError, match=why) as refused:
        Store(path)
    assert len(str(refused.value).splitlines()) == 2
    with pytest.raises(InputError, match=why):
        read(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["history.db"]


def test_a_second_watch_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    first = Store(path)
    with pytest.raises(OutputError, match="another watch writes this history"):
        Store(path)
    with first.transaction():
        first.start(5, host="proxy", interfaces='["eth0"]', version="1")
    first.close()
    Store(path).close()
    assert [run.start for run in read(path).runs] == [5]


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    script = (
        "import sys, time; from pathlib import Path; from arpwatch_k8s.past.store import Store\n"
        f"store = Store(Path({str(path)!r})); print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(OutputError, match="another watch"):
            Store(path)
        other.kill()
    Store(path).close()


def test_a_file_whose_maker_was_killed_before_a_table_was_made_is_used(tmp_path: Path) -> None:
    path = made(tmp_path / "history.db", "PRAGMA journal_mode = WAL")
    Store(path).close()
    assert read(path).runs == ()


def test_a_new_file_is_not_for_everybody(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    Store(path).close()
    assert path.stat().st_mode & 0o007 == 0


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="the history cannot be written"):
        Store(tmp_path / "missing" / "history.db")
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(OutputError, match="the history cannot be written"):
        Store(tmp_path / "link.db")
    assert not (tmp_path / "elsewhere.db").exists()


@pytest.mark.root
def test_a_new_file_is_made_for_whom_the_watch_will_become(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    store = Store(path, owner=(65534, 65534))
    owners = {file.name: file.stat().st_uid for file in tmp_path.iterdir()}
    store.close()
    assert owners == {"history.db": 65534, "history.db-wal": 65534, "history.db-shm": 65534}


def test_a_reader_sees_what_is_committed_while_a_watch_writes_and_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    store = Store(path)
    with store.transaction():
        store.start(1, host="proxy", interfaces="[]", version="1")
    with for_reading(path) as connection:
        count = "SELECT count(*) FROM runs"
        assert connection.execute(count).fetchone() == (1,)
        with store.transaction():
            store.start(2, host="proxy", interfaces="[]", version="1")
        assert connection.execute(count).fetchone() == (1,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM runs")
    assert len(read(path).runs) == 2
    store.close()
    assert len(read(path).runs) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["history.db"]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read(tmp_path / "history.db")
    with pytest.raises(InputError, match="is no file"):
        read(tmp_path)
