"""How help names what a command takes."""

import re

import pytest

from arpwatch_k8s.cli.app import OFFERED, Offered
from tests.cli.command import run

TYPE = re.compile(r"<(?:list\[)?(?:str|int|float|bool)\b|[{}]")
"""What Typer adds where it is left to it."""


@pytest.mark.parametrize("offered", OFFERED, ids=lambda offered: offered.run.__name__)
def test_a_help_has_names_and_no_types_of_python(offered: Offered) -> None:
    told = run(offered.run.__name__, "--help").stdout.partition("\nExamples:\n")[0]
    assert TYPE.findall(told) == []


def test_what_may_be_left_out_is_in_brackets_and_dots_say_that_there_may_be_several() -> None:
    probe, compare = (run(name, "--help").stdout for name in ("probe", "compare"))
    assert " probe [OPTIONS] [VIP]...\n" in probe
    assert "\n  VIP...  Addresses" in probe
    assert " compare [OPTIONS] BEFORE AFTER\n" in compare
    assert "\n  BEFORE  What" in compare
