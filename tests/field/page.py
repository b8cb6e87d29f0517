"""docs/field.md, from what a run found."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from arpwatch_k8s.wording.counts import listed, plural
from benchmark.score import Share
from tests.field.answers import scored
from tests.field.judged import MEANING, SHORT, Judged, count, of
from tests.field.tool import Tool
from tests.released.labelled import Answer

KINDS: Final = 6
"""Kinds of messages that are told of each tool, the most frequent ones."""
SCORES: Final = (
    *("sick: right cause", "sick: another cause, said surely", "sick: called healthy"),
    *("healthy: alarm", "cannot be told: right abstention"),
)
HEAD: Final = """# Beside the field

What other tools say of every labelled capture, beside arpwatch-k8s. `make field` runs all of them over the
[captures](../captures/README.md), holds what they say against the truth, and writes this page; nothing in it is typed
by hand but what a tool's messages mean.

Read it with two things in mind. These tools are made for something else, as the section on how each was run says: that
one has no name for a cause is no fault of it. And the captures are those that arpwatch-k8s was made with: its column
says that it keeps what it promises of them, not how it does elsewhere. How often it is right of captures that were
changed is in [calibration.md](calibration.md); [benchmark.md](benchmark.md) is for those that it has not seen.

An alarm is a message that wants somebody's attention and is about a VIP, or about no address. What a tool sees for the
first time ("new station") is none. Where a tool has words for a cause, they are read as generously as they allow: that
an address is configured twice is taken for every cause by which several hosts hold it.
"""


def page(
    tools: Mapping[Tool, str], results: Sequence[Judged], about: Mapping[str, str], absent: Mapping[str, str]
) -> str:
    """The page: tools by their versions, what was found, what it was found on, and who is not there and why."""
    return "\n".join(lines(tools, results, about, absent)) + "\n"


def lines(
    tools: Mapping[Tool, str], results: Sequence[Judged], about: Mapping[str, str], absent: Mapping[str, str]
) -> Iterator[str]:
    """Line by line."""
    yield HEAD
    yield from (f"- {name}: {value}" for name, value in about.items())
    yield ""
    yield from summary(tools, results)
    yield from points(tools, results)
    yield from kinds(tools, results)
    yield from each(tools, results)
    yield from ways(tools)
    yield from missing(absent)


def by(tool: Tool, results: Sequence[Judged]) -> list[Judged]:
    """What one tool came to."""
    return [one for one in results if one.tool == tool.name]


def summary(tools: Mapping[Tool, str], results: Sequence[Judged]) -> Iterator[str]:
    """Each tool in a column."""
    captures = {one.truth.name: one.truth for one in results}
    yield "## In short"
    yield ""
    yield f"{legend()} Costs are the median and the most of one process over one capture."
    yield ""
    yield f"| {plural(len(captures), 'capture')} | {' | '.join(tool.name for tool in tools)} |"
    yield "|---|" + "--:|" * len(tools)
    for title, outcomes in SETS.items():
        among = sum(truth.outcome in outcomes for truth in captures.values())
        yield f"| **{title}: {among}** |{' |' * len(tools)}"
        for mark, word in SHORT.items():
            counts = [count(of(by(tool, results), *outcomes), mark) for tool in tools]
            if any(counts):
                yield f"| {mark} {word} | {' | '.join(str(one) for one in counts)} |"
    took = [costs(by(tool, results)) for tool in tools]
    yield f"| **Costs** |{' |' * len(tools)}"
    yield f"| CPU, s | {' | '.join(cpu for cpu, _ in took)} |"
    yield f"| memory, MiB | {' | '.join(memory for _, memory in took)} |"
    yield ""


def legend() -> str:
    """What the signs mean."""
    told = "; ".join(f"{mark} {meaning}" for mark, meaning in MEANING.items())
    return f"{told}."


def label(tool: Tool, version: str) -> str:
    """A tool with the number of its version."""
    return f"{tool.name} ({version.rsplit(' ', 1)[-1]})"


def costs(mine: Sequence[Judged]) -> tuple[str, str]:
    """Processor time and memory."""
    told = [one.heard.cost for one in mine if one.heard.cost is not None]
    if not told:
        return "-", "-"
    cpu, memory = [one.cpu_s for one in told], [one.peak_mib for one in told]
    return f"{statistics.median(cpu):.2f}, {max(cpu):.2f}", f"{statistics.median(memory):,.0f}, {max(memory):,.0f}"


def points(tools: Mapping[Tool, str], results: Sequence[Judged]) -> Iterator[str]:
    """What each scores by the benchmark's own scorer."""
    yield "## As the benchmark scores them"
    yield ""
    yield "The same by the scorer of [the benchmark](benchmark.md), with intervals of 95 %: a tool that says nothing is"
    yield "taken to say that all is well."
    yield ""
    yield f"| | {' | '.join(SCORES)} |"
    yield "|---|" + "---|" * len(SCORES)
    for tool in tools:
        told = scored(by(tool, results))
        yield f"| {tool.name} | {' | '.join(short(told[name]) for name in SCORES)} |"
    yield ""


def short(share: Share) -> str:
    """Some of many with the interval."""
    low, high = share.interval
    return f"{share.some} of {share.of} ({100 * low:.0f} to {100 * high:.0f} %)"


def kinds(tools: Mapping[Tool, str], results: Sequence[Judged]) -> Iterator[str]:
    """What each says, and how well it tells sick from healthy."""
    yield "## What they say"
    yield ""
    yield f"Messages about a VIP, the {KINDS} most frequent kinds of each tool: in how many captures they come."
    yield ""
    yield "| tool | message | sick captures | healthy captures | messages |"
    yield "|---|---|--:|--:|--:|"
    for tool in tools:
        mine = by(tool, results)
        said = Counter(alarm.kind for one in mine for alarm in one.alarms)
        for kind, times in sorted(said.items(), key=lambda item: (-item[1], item[0]))[:KINDS]:
            having = [one for one in mine if any(alarm.kind == kind for alarm in one.alarms)]
            sick, healthy = len(of(having, Answer.ROOT_CAUSE)), len(of(having, Answer.HEALTHY))
            yield f"| {tool.name} | {kind.replace('|', '/')} | {sick} | {healthy} | {times:,} |"
    yield ""


def each(tools: Mapping[Tool, str], results: Sequence[Judged]) -> Iterator[str]:
    """Capture by capture."""
    yield "## Capture by capture"
    yield ""
    yield legend()
    yield "With the number of alarms, and, where the tool says it, the second of the capture at which the first came."
    yield ""
    found = {(one.truth.name, one.tool): one for one in results}
    truths = {one.truth.name: one.truth for one in results}
    for title, outcomes in SETS.items():
        yield f"### {title}"
        yield ""
        yield f"| capture | truth | {' | '.join(tool.name for tool in tools)} |"
        yield "|---|---|" + "---|" * len(tools)
        for name, truth in truths.items():
            if truth.outcome in outcomes:
                cells = [cell(found[name, tool.name]) for tool in tools]
                yield f"| {name} | {' or '.join(truth.causes) or truth.outcome} | {' | '.join(cells)} |"
        yield ""


RUN: Final = """None was told which address is the VIP, but arpwatch-k8s where the capture cannot show it: no other can
be told. Those that read files get the first file of each scenario. Those that only listen hear its frames again, at
their own pace, between two network namespaces; frames were cut at 128 bytes when they were captured, and what is
missing is sent as zeros. Nor was anybody told which MACs are nodes, without which a host that is none of them cannot
be told from one.
"""
SETS: Final = {
    "Sick": (Answer.ROOT_CAUSE,),
    "Healthy": (Answer.HEALTHY,),
    "Neither, frames cannot tell": (Answer.SYMPTOMS, Answer.INCONCLUSIVE),
}


def cell(one: Judged) -> str:
    """What one tool said of one capture."""
    first = "" if one.first_s is None else f", {one.first_s:.0f} s"
    return f"{one.mark} {len(one.alarms)}{first}" if one.alarms else str(one.mark)


def ways(tools: Mapping[Tool, str]) -> Iterator[str]:
    """How each was run."""
    yield "## How each was run"
    yield ""
    yield RUN
    for tool, version in tools.items():
        yield f"- **{label(tool, version)}** {tool.made_for}. It {tool.given}: {tool.how}. Alarms: {tool.alarming}."
        yield from (f'  "{word}" is taken for {listed(sorted(causes))}.' for word, causes in tool.named.items())
    yield ""


def missing(absent: Mapping[str, str]) -> Iterator[str]:
    """Who is not there."""
    yield "## Who is not here"
    yield ""
    yield from (f"- **{name}**: {why}." for name, why in absent.items())
