"""A program that stands for kubectl: it replays answers from a folder, as well or as badly as it is told to."""

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

SCRIPT = """#!{python} -IS
import json, os, subprocess, sys, time

folder = {folder!r}
arguments = sys.argv[1:]
with open(folder + "/calls", "a") as calls:
    calls.write(json.dumps([os.geteuid(), arguments]) + "\\n")
for words, number, how in json.load(open(folder + "/answers")):
    if set(words.split()) <= set(arguments):
        break
sys.stderr.buffer.write(open(f"{{folder}}/{{number}}.err", "rb").read())
sys.stderr.flush()
sys.stdout.buffer.write(open(f"{{folder}}/{{number}}.out", "rb").read())
sys.stdout.flush()
if how["leaves"]:
    child = subprocess.Popen(["sleep", "600"])
    open(folder + "/child", "w").write(str(child.pid))
while how["floods"]:
    sys.stdout.buffer.write(b"x" * 65536 + b"\\n")
if how["hangs"]:
    time.sleep(600)
sys.exit(how["code"])
"""
VERSION = {"clientVersion": {"gitVersion": "v1.31.9"}, "serverVersion": {"gitVersion": "v1.31.4"}}
ABSENT = 'error: the server doesn\'t have a resource type "x"\n'


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is said to a question."""

    out: str | bytes = b""
    err: str | bytes = b""
    code: int = 0
    hangs: bool = False
    """It does not end."""
    floods: bool = False
    """It does not end to talk."""
    leaves: bool = False
    """It leaves a process behind that has its output open."""


def forbidden(verb: str, resource: str, group: str) -> Answer:
    """What kubectl prints where RBAC refuses."""
    words = (
        f'{resource}.{group} is forbidden: User "somebody" cannot {verb} resource "{resource}" in API group "{group}"'
    )
    return Answer(err=f"Error from server (Forbidden): {words} at the cluster scope\n", code=1)


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """Where it is, and what it was asked."""

    folder: Path

    @property
    def program(self) -> str:
        """Its path."""
        return str(self.folder / "bin" / "kubectl")

    @property
    def path(self) -> str:
        """What a PATH must begin with."""
        return str(self.folder / "bin")

    def calls(self) -> list[list[str]]:
        """The arguments of each call."""
        return [arguments for _, arguments in self._lines()]

    def callers(self) -> set[int]:
        """Who called."""
        return {user for user, _ in self._lines()}

    def _lines(self) -> list[tuple[int, list[str]]]:
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]


def stand_in(folder: Path, answers: dict[str, Answer]) -> StandIn:
    """A kubectl that answers by the most words that are all among its arguments; its cluster has no other kinds."""
    usual = {"version": Answer(out=json.dumps(VERSION)), "": Answer(err=ABSENT, code=1)}
    table = []
    (folder / "bin").mkdir(parents=True)
    for number, (words, answer) in enumerate({**usual, **answers}.items()):
        for ending, said in (("out", answer.out), ("err", answer.err)):
            (folder / f"{number}.{ending}").write_bytes(said.encode() if isinstance(said, str) else said)
        how = {name: value for name, value in asdict(answer).items() if name not in ("out", "err")}
        table.append((words, number, how))
    table.sort(key=lambda row: -len(row[0].split()))
    (folder / "answers").write_text(json.dumps(table))
    (folder / "calls").touch()
    script = folder / "bin" / "kubectl"
    script.write_text(SCRIPT.format(python=sys.executable, folder=str(folder)))
    script.chmod(0o755)
    return StandIn(folder=folder)


def listing(*items: dict[str, object]) -> str:
    """Objects as kubectl lists them."""
    return json.dumps(
        {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}, indent=4
    )
