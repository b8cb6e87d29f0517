"""Writes the pages of lint's checks from what the checks say of themselves, their index, and in the pages of rules the
checks that would have warned."""

import re
import sys
import textwrap
from importlib import import_module
from pathlib import Path
from typing import Final

from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks import CHECKS

DOCS: Final = Path(__file__).resolve().parent
WIDTH: Final = 120
REPOSITORIES: Final = {
    "cilium": "cilium/cilium",
    "k3s": "k3s-io/k3s",
    "keepalived": "acassen/keepalived",
    "kube-vip": "kube-vip/kube-vip",
    "kubernetes": "kubernetes/kubernetes",
    "kubespray": "kubernetes-sigs/kubespray",
    "metallb": "metallb/metallb",
}
"""Where issues are that are named by the project alone."""
ISSUE: Final = re.compile(r"([\w.-]+(?:/[\w.-]+)?)#(\d+)", re.ASCII)
SECTION: Final = re.compile(r"\n## Before it fails\n.*?(?=\n## |\Z)", re.DOTALL)


def page(check: Check) -> str:
    """docs/checks/ID.md."""
    about = in_words(check)
    parts = [
        f"# {check.id}",
        wrapped(f"{check.title[0].upper()}{check.title[1:]}."),
        wrapped(f"Severity: {check.severity}." + (f" Of {check.versions.rstrip('.')}." if check.versions else "")),
        "## What",
        *about,
        "## Why it breaks",
        wrapped(check.why),
        "## On the wire",
        wrapped(check.wire or "Nothing that a capture shows."),
        *([wrapped(f"Captures and logs show it by {rules(check)}.")] if check.rules else []),
        "## How to see it",
        "    arpwatch-k8s lint PATH",
        wrapped(
            "names each setting that makes it so, with its file and line, and the setting to write. Where it is meant "
            "to be so, a comment on that line, or right above it, passes over it:"
        ),
        f"    # arpwatch-k8s: ignore[{check.id}]  the reason",
        "## Taught by",
        wrapped(", ".join(linked(each) for each in check.taught_by) + ".")
        if check.taught_by
        else "The vendors' pages.",
    ]
    return "\n\n".join(parts) + "\n"


def in_words(check: Check) -> list[str]:
    """What the file of a check says of it, in paragraphs as they stand there; lists stay lists."""
    text = (sys.modules[check.look.__module__].__doc__ or "").strip()
    return [part if part.startswith(("- ", "| ")) else wrapped(" ".join(part.split())) for part in text.split("\n\n")]


def rules(check: Check) -> str:
    """Links to the rules that would show it."""
    return ", ".join(f"[{rule}](../rules/{rule}.md)" for rule in check.rules)


def linked(taught: str) -> str:
    """An issue as a link; what is no issue as it is."""
    found = ISSUE.fullmatch(taught)
    repository = REPOSITORIES.get(found[1], found[1]) if found is not None else ""
    if found is None or "/" not in repository:
        return taught
    return f"[{taught}](https://github.com/{repository}/issues/{found[2]})"


def room(check: Check) -> str:
    """The room of a check, by the name of its module."""
    return check.look.__module__.rpartition(".")[0]


def checks_index() -> str:
    """docs/checks/README.md: by whose settings they are about, the worst first."""
    lines = [
        "# The checks",
        "",
        "A page for each way in which settings lead to trouble, as `arpwatch-k8s lint` tells of them.",
    ]
    for name in sorted({room(check) for check in CHECKS}):
        about = (import_module(name).__doc__ or "").strip().partition("\n")[0].rstrip(".:")
        lines += ["", f"## {about}", "", "| check | severity | what |", "|---|---|---|"]
        several = sorted(
            (each for each in CHECKS if room(each) == name), key=lambda each: (-each.severity.rank, each.id)
        )
        lines += [f"| [{each.id}]({each.id}.md) | {each.severity} | {each.title} |" for each in several]
    return "\n".join(lines) + "\n"


def with_checks(text: str, rule: str) -> str:
    """The page of a rule with the checks that would have warned, above its scenario; without where there are none."""
    text = SECTION.sub("", text)
    warned = sorted((each for each in CHECKS if rule in each.rules), key=lambda each: (-each.severity.rank, each.id))
    if not warned:
        return text
    names = ", ".join(f"[{each.id}](../checks/{each.id}.md) ({each.severity})" for each in warned)
    told = wrapped(f"[`arpwatch-k8s lint`](../lint.md) tells of settings that lead here: {names}.")
    head, scenario, rest = text.partition("\n## Scenario\n")
    return f"{head}\n## Before it fails\n\n{told}\n{scenario}{rest}"


def wrapped(words: str) -> str:
    """A paragraph."""
    return textwrap.fill(words, WIDTH, break_long_words=False, break_on_hyphens=False)


def pages() -> dict[Path, str]:
    """All that is made, by path."""
    made = {DOCS / "checks" / f"{check.id}.md": page(check) for check in CHECKS}
    made[DOCS / "checks" / "README.md"] = checks_index()
    for path in sorted((DOCS / "rules").glob("*.md")):
        if path.name != "README.md":
            made[path] = with_checks(path.read_text(encoding="utf-8"), path.stem)
    return made


def main() -> None:
    """Write them, and take away pages of checks that are no more."""
    made = pages()
    (DOCS / "checks").mkdir(exist_ok=True)
    for path in (DOCS / "checks").glob("*.md"):
        if path not in made:
            path.unlink()
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
