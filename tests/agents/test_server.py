"""A real client of the same package asks the server that the command starts."""

import base64
import os
import shutil
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, ImageContent, TextContent

from arpwatch_k8s.agents.pages import PAGE_CHARS
from tests.cli.command import run
from tests.conftest import REPO
from tests.savefiles import MAC_A, MAC_B, NS, announcement, pcap, save


def serving(root: Path, ask: Callable[[ClientSession], Awaitable[None]]) -> None:
    """Ask a server of its own."""
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-m", "arpwatch_k8s", "mcp", "--root", str(root)],
        env={**os.environ, "PYTHONPATH": str(REPO)},
        cwd=REPO,
    )

    async def session() -> None:
        async with (
            stdio_client(parameters) as (read, write),
            ClientSession(read, write) as client,
        ):
            await client.initialize()
            await ask(client)

    anyio.run(session)


def text(result: CallToolResult) -> str:
    """The text of a result that is nothing else."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


@pytest.fixture
def root(captures: Path, tmp_path: Path) -> Path:
    """A root with the case of text alone, and one of many frames."""
    shutil.copytree(captures / "text-only", tmp_path / "root" / "text-only")
    frames = [(at * NS // 5, announcement(MAC_B if at % 2 else MAC_A)) for at in range(3000)]
    save(tmp_path / "root" / "many.pcap", pcap(frames))
    return tmp_path / "root"


def test_an_agent_gets_verdict_causes_instant_and_figure_of_the_case_of_text(root: Path) -> None:
    async def ask(client: ClientSession) -> None:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == {"analyze", "findings", "explain", "evidence", "timeline", "lint"}
        assert all(tool.annotations is not None and tool.annotations.readOnlyHint for tool in tools)
        verdict = await client.call_tool("analyze", {"path": "text-only"})
        assert not verdict.isError
        assert text(verdict) == run("analyze", "-q", "--brief", str(root / "text-only")).stdout
        causes = text(await client.call_tool("findings", {"path": "text-only"}))
        assert '"rule"' in causes
        drawn = await client.call_tool("timeline", {"path": "text-only"})
        (image,) = drawn.content
        assert isinstance(image, ImageContent)
        assert base64.b64decode(image.data).startswith(b"\x89PNG")
        held = await client.call_tool("explain", {"path": "many.pcap", "at": "frame 7"})
        assert MAC_A in text(held)

    serving(root, ask)


def test_paths_outside_are_refused_and_nothing_is_an_option(root: Path) -> None:
    async def ask(client: ClientSession) -> None:
        (root / "link").symlink_to("/etc/hosts")
        for path in ("../../etc/hosts", "/etc/hosts", "link"):
            refused = await client.call_tool("analyze", {"path": path})
            assert refused.isError
            assert "is not below the root" in text(refused)
        for name, arguments in (
            ("analyze", {"path": "many.pcap", "vips": ["--out=/tmp/x"]}),
            ("explain", {"path": "many.pcap", "at": "--help"}),
            ("evidence", {"path": "many.pcap", "kind": "-o/tmp/x"}),
            ("analyze", {"path": "-o"}),
        ):
            refused = await client.call_tool(name, arguments)
            assert refused.isError, (name, arguments)

    serving(root, ask)


def test_a_long_answer_comes_in_pages_that_are_all_of_it(root: Path) -> None:
    whole = run("evidence", "-q", str(root / "many.pcap")).stdout

    async def ask(client: ClientSession) -> None:
        got, cursor = "", 0
        while True:
            said = text(await client.call_tool("evidence", {"path": "many.pcap", "cursor": cursor}))
            body, more, _ = said.partition("\n[characters ")
            assert len(body) <= PAGE_CHARS
            got += body
            cursor += len(body)
            if not more:
                break
        assert len(whole) > 3 * PAGE_CHARS
        assert got == whole

    serving(root, ask)
