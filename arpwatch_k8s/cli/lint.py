"""`arpwatch-k8s lint`: settings that lead to trouble, before they do."""

from __future__ import annotations

import json as jsonlib
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, assert_never

import typer

from arpwatch_k8s.cli import completing, interrupts, rights
from arpwatch_k8s.cli.examples import Example
from arpwatch_k8s.cli.options import Debug, FailOn, Quiet
from arpwatch_k8s.cli.running import DONE, FINDINGS, INCOMPLETE, reporting
from arpwatch_k8s.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from arpwatch_k8s.lint.check import Check
    from arpwatch_k8s.lint.linted import Linted
    from arpwatch_k8s.lint.loading import Loaded


class Printed(StrEnum):
    """Forms of what is printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


EXAMPLES: Final = (
    Example("do settings contradict each other?", "lint inventory/ manifests/"),
    Example("for a page of code scanning", "lint . --fail-on critical --format sarif"),
)


def lint(
    path: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH", help="Inventories, manifests, settings; folders and archives of them; or - for stdin."
        ),
    ] = None,
    form: Annotated[Printed, typer.Option("--format", help="What to print.")] = Printed.TEXT,
    fail_on: Annotated[
        FailOn | None, typer.Option("--fail-on", help="Exit with 1 on faults of this severity or worse.")
    ] = None,
    assume: Annotated[
        list[str] | None,
        typer.Option(
            "--assume", metavar="PROGRAM=VERSION", help="A version that no file says: metallb=0.13.9; repeatable."
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore", metavar="CHECK", help="Leave this check out; repeatable.", autocompletion=completing.checks
        ),
    ] = None,
    list_checks: Annotated[bool, typer.Option("--list", help="List the checks, the worst first.")] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Hold settings against each other: what breaks a VIP, before it does."""
    with reporting(quiet=quiet, debug=debug):
        rights.prepare()
        from arpwatch_k8s.lint.assuming import parsed
        from arpwatch_k8s.lint.linting import lint as linted
        from arpwatch_k8s.lint.loading import load

        checks = chosen(ignore or [])
        if list_checks:
            sys.stdout.write(listing(checks))
            raise typer.Exit(DONE)
        versions = parsed(assume or [])
        rights.lessen(writes=False, compiled=())  # what readers use of it came with them
        interrupts.as_exceptions()
        loaded = load(path or [])
        found = linted(loaded.files, loaded.skipped, unreadable=loaded.unreadable, checks=checks, versions=versions)
        if not found.read:
            raise nothing_read(loaded)
        show(found, form)
        code = exit_code(found, fail_on)
    raise typer.Exit(code)


def chosen(ignored: Sequence[str]) -> list[Check]:
    """The checks without those that are left out. UsageError: there is none of that name."""
    from arpwatch_k8s.lint.checks import CHECKS

    unknown = sorted(set(ignored) - {check.id for check in CHECKS})
    if unknown:
        raise UsageError(f"--ignore {unknown[0][:60]!r} is no check", fix="arpwatch-k8s lint --list has them.")
    return [check for check in CHECKS if check.id not in ignored]


def listing(checks: Sequence[Check]) -> str:
    """The checks, a line each."""
    width = max((len(check.id) for check in checks), default=0)
    ordered = sorted(checks, key=lambda check: (-check.severity.rank, check.id))
    return "".join(f"{check.severity:<9} {check.id:<{width}}  {check.title}\n" for check in ordered)


def nothing_read(loaded: Loaded) -> InputError:
    """What is told where no file has settings that are known: nothing was checked, which is not well."""
    from arpwatch_k8s.lint.loading import shown
    from arpwatch_k8s.wording.counts import plural

    left = [*loaded.unreadable, *loaded.skipped]
    names = [file.name for file in loaded.files]
    if not names and not left:
        told = "there is no file"
    elif names:
        told = f"no settings that are known in {shown(names[0])}"
    else:
        told = f"{shown(left[0].path)}: {left[0].reason}"
    count = len(names) + len(left)
    others = f", nor in {plural(count - 1, 'other file')}" if count > 1 else ""
    return InputError(
        f"nothing was checked: {told}{others}",
        fix="Name an inventory, manifests, settings: docs/lint.md has what is read.",
    )


def show(found: Linted, form: Printed) -> None:
    """What was found, on standard output."""
    match form:
        case Printed.TEXT:
            from arpwatch_k8s.cli.terminal import width
            from arpwatch_k8s.lint.formats.text import text

            sys.stdout.write(text(found, width()))
        case Printed.JSON:
            from arpwatch_k8s.lint.formats.json import document

            jsonlib.dump(document(found), sys.stdout, indent=2)
            sys.stdout.write("\n")
        case Printed.SARIF:
            from arpwatch_k8s.lint.formats.sarif import log

            jsonlib.dump(log(found, root=Path.cwd()), sys.stdout, indent=2)
            sys.stdout.write("\n")
        case Printed.GITHUB:
            from arpwatch_k8s.lint.formats.github import commands

            sys.stdout.write(commands(found))
        case _:
            assert_never(form)


def exit_code(found: Linted, fail_on: FailOn | None) -> int:
    """FINDINGS where some are as bad as `fail_on`, INCOMPLETE where a file could not be read, or not to its end."""
    from arpwatch_k8s.grades import Severity

    if fail_on is not None:
        threshold = Severity(fail_on.value).rank
        if any(each.severity.rank >= threshold for each in found.faults):
            return FINDINGS
    return INCOMPLETE if found.unreadable or found.cut else DONE
