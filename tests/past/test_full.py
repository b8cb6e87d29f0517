"""A full disk: told once, everything goes on, and what waited is written when there is room."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final

from arpwatch_k8s.past.reading import read

DRIVER: Final = """
import json, logging, resource, sys
from pathlib import Path
from tests.past.months import Clock, opened, takeover
from tests.changes.samples import A, B

lines = []
class Heard(logging.Handler):
    def emit(self, record):
        lines.append(record.getMessage())
logging.getLogger("arpwatch_k8s").addHandler(Heard())

clock = Clock()
watch = opened(Path(sys.argv[1]), clock)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
for number in range(400):
    clock.at(clock.now + 10_000_000_000)
    watch.tell(takeover(clock.now, *((A, B) if number % 2 else (B, A))))
full = list(lines)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
clock.at(clock.now + 10_000_000_000)
watch.tell(takeover(clock.now, A, B))
watch.close()
print(json.dumps([full, lines]))
"""


def test_changes_wait_for_room_and_none_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(path), str(200_000)],
        capture_output=True,
        check=False,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr
    full, every = json.loads(done.stdout)
    assert len(full) == 1
    assert full[0].startswith("history: cannot be written (")
    assert full[0].endswith("); what is to be written waits")
    assert every[1:] == ["history: is written again"]
    moves = read(path).moves
    assert len(moves) == 401
    assert [move.time for move in moves] == sorted(move.time for move in moves)
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
