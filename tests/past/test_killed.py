"""kill -9 at any moment: what was committed is there, the file is whole, and the next watch goes on with it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.records import Standing

LIVES: Final = 100
DRIVER: Final = """
import json, os, random, signal, sys, time
from pathlib import Path
from tests.past.months import Clock, incident, opened, takeover
from tests.changes.samples import A, B

path, lives = Path(sys.argv[1]), int(sys.argv[2])
chance = random.Random(1)
committed = 0
for life in range(lives):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        watch = opened(path, Clock(1_000_000 * (life + 1)))
        os.write(writer, b"0")
        for number in range(1_000_000):
            time_ns = 1_000_000 * (life + 1) + number
            watch.tell(takeover(time_ns, *((A, B) if number % 2 else (B, A))))
            os.write(writer, b"1")
            if number % 3 == 0:
                watch.tell(incident(time_ns)[0])
                os.write(writer, b"1")
        os._exit(1)
    os.close(writer)
    said = os.read(reader, 1)
    time.sleep(chance.random() / 50)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while piece := os.read(reader, 65536):
        said += piece
    os.close(reader)
    assert said[:1] == b"0", "a life that could not open the file"
    committed += said.count(b"1")
print(json.dumps(committed))
"""


@pytest.mark.long
def test_a_hundred_lives_that_are_killed_lose_nothing_that_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(path), str(LIVES)],
        capture_output=True,
        check=False,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    committed = json.loads(done.stdout)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    # a kill may come between a commit and its report
    assert committed <= events <= committed + LIVES
    assert committed > LIVES
    history = read(path)
    assert len(history.runs) == LIVES
    assert [run.killed for run in history.runs] == [True] * (LIVES - 1) + [False]
    standing = {incident.standing for incident in history.incidents if incident.start < history.runs[-1].start}
    assert standing == {Standing.LEFT}
