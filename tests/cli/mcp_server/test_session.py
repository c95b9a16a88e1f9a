"""An agent's whole way, over standard input and output: from what is due to the address of what is out."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp_types import CallToolResult
from PIL import Image

from publish.cli.mcp_server import server, worker
from publish.cli.mcp_server.newsletter_worker import NewsletterWorker
from publish.cli.mcp_server.worker import Confinement
from tests.cli.cli_runner import NAME, ROOT, CliHarness
from tests.cli.mcp_server.agent import Agent, Person, SameProcess

TRANSCRIPT = ROOT / "docs" / "agent-session.md"
HEAD = """\
# An agent's session

An agent takes an issue from its file to its address, through `publish mcp --allow-release`, against the sandbox.
This page is written by a test, `tests/cli/mcp_server/test_session.py`: every answer is one that the server gave,
abridged to what the agent reads. [What agents can do](en/agents.md) has a page of its own.
"""
MAX_TEXT = 90
HELLO = (
    '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},'
    '"clientInfo":{"name":"test","version":"1"}}}\n'
)


class Session:
    """A session whose calls are written down."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self.lines = [HEAD]

    def say(self, text: str) -> None:
        self.lines.append(f"\n{text}\n")

    async def call(self, tool: str, *told: str, **arguments: Any) -> dict[str, Any]:
        """Call a tool, write down what is told of its answer, and return the answer."""
        result = await self._agent.call(tool, **arguments)
        assert not result.is_error, result.content
        answer: dict[str, Any] = result.structured_content or {}
        shown = describe_content(result) if not answer else {path: find(answer, path) for path in told}
        given = ", ".join(f"{name}={write(value)}" for name, value in arguments.items())
        written = "\n".join(f"{name}: {write(value)}" for name, value in shown.items())
        self.lines.append(f"\n```text\n→ {tool}({given})\n{written}\n```\n")
        return answer


def find(answer: Any, path: str) -> Any:
    """Return a part of an answer: `result.articles.0.title`."""
    for name in path.split("."):
        answer = answer[int(name)] if isinstance(answer, list) else answer[name]
    return answer


def describe_content(result: CallToolResult) -> dict[str, Any]:
    text, image = result.content
    with Image.open(BytesIO(base64.b64decode(image.data))) as picture:  # type: ignore[union-attr]
        return {"text": text.text, "image": f"PNG, {picture.width} pixels wide"}  # type: ignore[union-attr]


def write(value: Any) -> str:
    """Return a value as JSON, without what is another at every run, and long texts cut."""
    if isinstance(value, str) and len(value) > MAX_TEXT:
        value = f"{value[:MAX_TEXT]}…"
    written = re.sub(r"[0-9a-f]{32}", "…", json.dumps(value, ensure_ascii=False))
    return re.sub(r"https?://[^\"]*/s/[^\"]*", "https://mp.weixin.qq.com/s/…", written)


async def take_the_whole_way(agent: Agent) -> Session:
    session, sandbox = Session(agent), {"account": "sandbox"}
    session.say("What is there, and what is due?")
    await session.call("list_issues", "issues", "total")
    session.say("Is it in order?")
    await session.call("check_issue", "ok", "problems.0.rule", "problems.0.line", "problems.0.message", issue=NAME)
    session.say("What would be fixed? Nothing is written yet; the agent shows the difference to its person.")
    await session.call("fix_issue", "result.issues.0.diff", "result.issues.0.fixed", issue=NAME)
    await session.call("fix_issue", "result.issues.0.fixed", "problems", issue=NAME, write=True)
    session.say("The article, and how it looks by day and by night.")
    told = ("result.articles.0.title", "result.articles.0.digest", "result.articles.0.page", "problems")
    await session.call("build_article", *told, issue=NAME)
    await session.call("preview_image", issue=NAME)
    await session.call("preview_image", issue=NAME, dark=True)
    session.say("The plan of a draft sends nothing. With its fingerprint, exactly that is sent, and read back.")
    told = ("result.action", "result.title", "result.articles", "result.fingerprint")
    plan = await session.call("draft_article", *told, issue=NAME, **sandbox)
    act = {"issue": NAME, "fingerprint": plan["result"]["fingerprint"], **sandbox}
    await session.call("draft_article", "ok", "result.action", "result.published", "problems", **act)
    session.say("The plan of a release. With its fingerprint the client asks its person, who says yes.")
    plan = await session.call("release_article", "result.action", "result.title", "result.mass", issue=NAME, **sandbox)
    act = {"issue": NAME, "fingerprint": plan["result"]["fingerprint"], **sandbox}
    await session.call("release_article", "ok", "result.action", "result.state", **act)
    session.say("Is it out, and where?")
    await session.call("status", "result.issues.0.state", "result.issues.0.addresses", **sandbox)
    return session


@pytest.mark.browser
def test_agent_takes_an_issue_from_its_file_to_its_address(harness: CliHarness, update_golden: bool) -> None:
    harness.sandbox.control.post("settings", publish_delay=0)
    harness.issue.write_text(harness.issue.read_text("utf-8").replace("本期1条", "本期3条"), encoding="utf-8")
    person = Person()

    async def run() -> Session:
        async with connect(harness, person, "--allow-release") as client:
            return await take_the_whole_way(Agent(client))

    session = asyncio.run(run())

    assert (len(harness.publications), len(person.questions)) == (1, 1)
    written = "".join(session.lines)
    if update_golden:
        TRANSCRIPT.write_text(written, encoding="utf-8")
    assert TRANSCRIPT.read_text(encoding="utf-8") == written


def connect(harness: CliHarness, person: Person | None, *words: str) -> Client:
    """Return a client that starts the server as people's clients do."""
    arguments = ["-m", "publish", "mcp", "--root", str(harness.folder), "--lang", "en", *words]
    parameters = StdioServerParameters(command=sys.executable, args=arguments, env={**os.environ}, cwd=ROOT)
    answer = person.answer if person else None
    return Client(parameters, elicitation_callback=answer)  # type: ignore[arg-type]


def test_every_tool_answers_over_standard_output_alone(
    harness: CliHarness, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stray word on standard output is no message of the protocol: the client would complain of it."""
    monkeypatch.setenv("BROWSER", "none")
    given: dict[str, dict[str, Any]] = {
        "list_issues": {},
        "read_issue": {"issue": NAME},
        "list_themes": {},
        "check_issue": {"issue": NAME},
        "fix_issue": {"issue": NAME, "write": True},
        "build_article": {"issue": NAME},
        "preview_image": {"issue": NAME},
        "render_markdown": {"markdown": "# 题\n\n```python\nprint(1)\n```\n"},
        "draft_article": {"issue": NAME, "account": "sandbox"},
        "status": {"account": "sandbox"},
        "stats": {"account": "sandbox"},
        "doctor": {"account": "sandbox"},
        "release_article": {"issue": NAME, "account": "sandbox"},
    }

    async def call_all() -> dict[str, bool]:
        async with connect(harness, None, "--allow-release") as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == set(given)
            return {name: (await client.call_tool(name, values)).is_error for name, values in given.items()}

    failed = asyncio.run(call_all())

    assert [name for name, is_error in failed.items() if is_error] == ["preview_image"]
    assert "JSON" not in caplog.text


def test_server_needs_a_folder_that_is_there(harness: CliHarness, tmp_path: Path) -> None:
    told = harness.run("mcp", "--root", str(tmp_path / "nowhere"))

    assert (told.code, "cannot enter the folder" in told.err) == (3, True)


def test_root_is_never_widened(harness: CliHarness) -> None:
    (harness.folder / "deep").mkdir()

    told = harness.run("mcp", "--root", "deep")

    assert (told.code, "lies above the folder" in told.err) == (3, True)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_server_ends_when_it_is_interrupted(harness: CliHarness, name: str) -> None:
    command = [sys.executable, "-m", "publish", "mcp", "--root", str(harness.folder)]
    number = getattr(signal, name)
    with subprocess.Popen(  # noqa: S603  # this very Python
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(HELLO)
        process.stdin.flush()
        assert "serverInfo" in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(20) == 128 + number


def test_server_needs_the_extra(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)

    told = harness.run("mcp", "--json")

    assert json.loads(told.out)["problems"][0]["id"] == "extra-mcp"


@pytest.mark.parametrize("words", [(), ("--root", ".", "--config", "publish.toml")], ids=["here", "root"])
def test_server_ends_with_its_client(
    harness: CliHarness, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading) as closed, Path(os.devnull).open("w") as nowhere:
        monkeypatch.setattr(sys, "stdin", closed)
        monkeypatch.setattr(sys, "stdout", nowhere)
        ended = harness.run("mcp", *words)

    assert ended.code == 0


def test_worker_prints_nothing_where_the_protocol_is_spoken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(worker, "end_with_worker_parent", lambda: None)
    monkeypatch.setattr(worker, "_confinement", [])
    monkeypatch.chdir(tmp_path)
    kept = os.dup(1)
    try:
        worker.set_up_worker(Confinement(tmp_path, None, "en"))
        os.write(1, b"a stray word")
    finally:
        os.dup2(kept, 1)

    assert capfd.readouterr() == ("", "a stray word")


class InterruptedServer:
    """A server that somebody interrupts."""

    def run(self, _: str) -> None:
        os.kill(os.getpid(), signal.SIGINT)


def test_interruption_ends_the_worker_and_the_program_at_once(
    harness: CliHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    process = SameProcess(harness.folder)
    monkeypatch.setattr(server, "make_server", lambda *_, **__: InterruptedServer())
    monkeypatch.setattr(os, "_exit", codes.append)
    before = signal.getsignal(signal.SIGINT)

    server.serve(NewsletterWorker("en", process, process), allow_release=False)

    assert (codes, signal.getsignal(signal.SIGINT)) == ([130], before)
