"""The tools for agents: what they offer, what they answer, and what they refuse."""

from __future__ import annotations

import asyncio
import base64
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image

from publish.cli.mcp_server import worker
from publish.cli.mcp_server.worker import MAX_PART_PIXELS, MAX_TEXT_CHARS
from tests.cli.cli_runner import NAME, SECRET, CliHarness
from tests.cli.mcp_server.agent import Agent, SameProcess, show, use_agent
from tests.conftest import Golden

SANDBOX = {"account": "sandbox"}


def ask(harness: CliHarness, tool: str, **arguments: Any) -> dict[str, Any]:
    return use_agent(harness.folder, lambda agent: agent.ask(tool, **arguments))


def refuse(harness: CliHarness, tool: str, **arguments: Any) -> str:
    return use_agent(harness.folder, lambda agent: agent.get_refusal(tool, **arguments))


def read_ids(reply: dict[str, Any]) -> list[str]:
    return [problem["id"] for problem in reply["problems"]]


# --- what is offered ------------------------------------------------------------------------------


@pytest.mark.parametrize("allow_release", [False, True], ids=["drafts", "releases"])
def test_tools_are_unchanged(allow_release: bool, golden: Golden, harness: CliHarness) -> None:
    async def list_tools(agent: Agent) -> dict[str, Any]:
        tools = (await agent.client.list_tools()).tools
        return {tool.name: tool.model_dump(exclude_none=True, exclude={"output_schema"}) for tool in tools}

    tools = use_agent(harness.folder, list_tools, allow_release=allow_release)

    assert ("release_article" in tools) is allow_release
    golden.check(Path("contract") / f"tools-{'release' if allow_release else 'draft'}.json", show(tools))


def test_every_tool_tells_what_it_does_to_the_world(harness: CliHarness) -> None:
    async def list_tools(agent: Agent) -> dict[str, tuple[Any, ...]]:
        tools = (await agent.client.list_tools()).tools
        hints = {tool.name: tool.annotations for tool in tools}
        return {
            name: (hint.read_only_hint, hint.destructive_hint, hint.idempotent_hint, hint.open_world_hint)
            for name, hint in hints.items()
            if hint
        }

    reads = (True, None, None, False)
    asks = (True, None, None, True)
    assert use_agent(harness.folder, list_tools, allow_release=True) == {
        "list_issues": reads,
        "read_issue": reads,
        "list_themes": reads,
        "check_issue": reads,
        "fix_issue": (False, True, True, False),
        "build_article": (False, False, True, False),
        "preview_image": reads,
        "render_markdown": reads,
        "draft_article": (False, False, True, True),
        "status": reads,
        "stats": asks,
        "doctor": asks,
        "release_article": (False, True, False, True),
    }


def test_answers_are_as_their_schemas_say(harness: CliHarness) -> None:
    calls: dict[str, dict[str, Any]] = {
        "list_issues": {},
        "read_issue": {"issue": NAME},
        "list_themes": {},
        "check_issue": {"issue": NAME},
        "fix_issue": {"issue": NAME},
        "build_article": {"issue": NAME},
        "render_markdown": {"markdown": "# 题\n\n文"},
        "draft_article": {"issue": NAME, **SANDBOX},
        "status": SANDBOX,
        "stats": {"offline": True, **SANDBOX},
        "doctor": SANDBOX,
    }

    async def call_all(agent: Agent) -> None:
        schemas = {tool.name: tool.output_schema for tool in (await agent.client.list_tools()).tools}
        for name, arguments in calls.items():
            schema = schemas[name]
            assert schema is not None
            jsonschema.validate(await agent.ask(name, **arguments), schema)

    use_agent(harness.folder, call_all)


def test_resources_and_prompts_are_read(harness: CliHarness) -> None:
    async def read_all(agent: Agent) -> list[str]:
        uris = ["publish://issues/2020-06-17", "publish://articles/2020-06-17", "publish://rules"]
        uris.append("publish://docs/SKILL.md")
        found = [(await agent.client.read_resource(uri)).contents[0].text for uri in uris]  # type: ignore[union-attr]
        for prompt, values in (("write_next_issue", {"topic": "芯片"}), ("fix_this_issue", {"issue": NAME})):
            message = (await agent.client.get_prompt(prompt, values)).messages[0]
            found.append(message.content.text)  # type: ignore[union-attr]
        return found

    issue, article, rules, skill, write, fix = use_agent(harness.folder, read_all)

    assert (issue.startswith("# 简报"), article.startswith("<section"), '"N03"' in rules) == (True, True, True)
    assert ("wechat-newsletter" in skill, "芯片" in write, NAME in fix) == (True, True, True)


@pytest.mark.parametrize("uri", ["publish://issues/nope", "publish://articles/nope", "publish://issues/..%2Fx"])
def test_resource_that_is_none_is_refused(harness: CliHarness, uri: str) -> None:
    async def read(agent: Agent) -> str:
        try:
            await agent.client.read_resource(uri)
        except Exception as error:  # the client's own kinds differ by protocol
            return str(error)
        return ""

    assert use_agent(harness.folder, read)


# --- issues ---------------------------------------------------------------------------------------


def test_issues_are_listed_with_their_states(harness: CliHarness) -> None:
    assert ask(harness, "list_issues") == {
        "issues": [{"name": NAME, "file": f"{NAME}.md", "title": "一则消息", "state": "planned"}],
        "total": 1,
    }


def test_state_is_unknown_where_the_account_is(real: CliHarness) -> None:
    with (real.folder / "publish.toml").open("a", encoding="utf-8") as file:
        file.write('[accounts.other]\nappid = "wx0123456789abcde0"\n')

    assert [each["state"] for each in ask(real, "list_issues")["issues"]] == ["unknown"]


def test_listed_issue_has_the_state_of_its_delivery(real: CliHarness) -> None:
    real.run("ledger", "init")
    (real.folder / "2020-07-01.md").write_text("# 简报 (2020-07-01)\n\n正文\n", encoding="utf-8")

    listed = ask(real, "list_issues")

    assert {each["name"]: each["state"] for each in listed["issues"]} == {NAME: "published", "2020-07-01": "planned"}
    assert ask(real, "list_issues", first=1)["issues"][0]["name"] == NAME


def test_issue_is_read_with_the_digest_of_its_file(harness: CliHarness) -> None:
    before = ask(harness, "read_issue", issue=NAME)
    harness.edit()

    assert before["text"].startswith("# 简报")
    assert ask(harness, "read_issue", issue=f"{NAME}.md")["digest"] != before["digest"]


def test_check_returns_problems_of_the_severity_that_is_asked_for(harness: CliHarness) -> None:
    harness.issue.write_text(harness.issue.read_text("utf-8").replace("本期1条", "本期3条"), encoding="utf-8")

    reply = ask(harness, "check_issue", issue=NAME, minimum="error")

    assert (reply["ok"], reply["error"]["kind"], read_ids(reply)) == (False, "problems", ["claim-false"])
    assert reply["problems"][0]["fix"]


def test_fix_writes_only_when_told(harness: CliHarness) -> None:
    harness.issue.write_text(harness.issue.read_text("utf-8").replace("本期1条", "本期3条"), encoding="utf-8")
    before = harness.issue.read_text("utf-8")

    shown = ask(harness, "fix_issue", issue=NAME)
    assert "+> 导读：本期1条。" in shown["result"]["issues"][0]["diff"]
    assert harness.issue.read_text("utf-8") == before

    written = ask(harness, "fix_issue", issue=NAME, write=True)
    assert (written["result"]["issues"][0]["fixed"] > 0, "本期1条" in harness.issue.read_text("utf-8")) == (True, True)


def test_build_names_the_files_it_wrote(harness: CliHarness) -> None:
    reply = ask(harness, "build_article", issue=NAME, theme="prose")

    [article] = reply["result"]["articles"]
    assert (reply["ok"], article["title"]) == (True, "简报 (2020-06-17)")
    assert (harness.folder / article["page"]).is_file()


def test_text_is_rendered_without_writing(harness: CliHarness) -> None:
    before = sorted(harness.folder.rglob("*"))

    rendered = ask(harness, "render_markdown", markdown="# 题\n\n**文**", theme="prose")

    assert (rendered["html"].startswith("<section"), rendered["theme"]) == (True, "prose")
    assert sorted(harness.folder.rglob("*")) == before


@pytest.mark.browser
def test_long_article_is_drawn_in_parts(harness: CliHarness) -> None:
    harness.edit("。\n\n".join(f"第{number}段文字" for number in range(150)))

    async def draw(agent: Agent) -> list[Any]:
        return [
            (await agent.call("preview_image", issue=NAME, dark=dark, part=part)).content
            for dark, part in ((False, 1), (True, 99))
        ]

    first, last = use_agent(harness.folder, draw)

    pictures = [Image.open(BytesIO(base64.b64decode(content[1].data))) for content in (first, last)]
    assert first[0].text.startswith("part 1 of ")
    assert last[0].text.split()[1] == last[0].text.split()[3] != "1"
    assert pictures[0].height == MAX_PART_PIXELS
    light, dark = (picture.convert("L").resize((1, 1)).getpixel((0, 0)) for picture in pictures)
    assert light > 200 > 80 > dark  # type: ignore[operator]


def test_picture_without_a_browser_is_refused(harness: CliHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROWSER", "none")

    assert "no Chromium" in refuse(harness, "preview_image", issue=NAME)


# --- what is refused ------------------------------------------------------------------------------


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an issue outside the newsletter."""
    path = tmp_path_factory.mktemp("outside") / "2020-06-18.md"
    path.write_text("# 别人的\n\n秘密\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("tool", ["check_issue", "fix_issue", "build_article", "draft_article"])
def test_command_on_an_issue_outside_is_refused(harness: CliHarness, outside: Path, tool: str) -> None:
    for path in (str(outside), f"../{outside.parent.name}/{outside.name}", "/etc/passwd", "/nowhere/at/all.md"):
        reply = ask(harness, tool, issue=path)

        assert (reply["ok"], read_ids(reply), reply["result"]) == (False, ["mcp-outside"], None)
    assert not (harness.folder / "build").exists()


@pytest.mark.parametrize("tool", ["read_issue", "preview_image"])
def test_reading_of_an_issue_outside_is_refused(harness: CliHarness, outside: Path, tool: str) -> None:
    said = refuse(harness, tool, issue=str(outside))

    assert ("秘密" in said, "lies outside" in said or "no Chromium" in said) == (False, True)


HIDDEN = [".env", ".git/config", "publish.toml", "notes.txt", ".github/workflows/ci.yml", ".drafts/a.md"]


@pytest.mark.parametrize("path", HIDDEN)
def test_file_that_is_hidden_or_no_markdown_is_refused(harness: CliHarness, path: str) -> None:
    file = harness.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.write_text("SECRET=秘密\n", encoding="utf-8")
    before = file.read_bytes()

    assert "秘密" not in refuse(harness, "read_issue", issue=path)
    for tool, values in (("fix_issue", {"write": True}), ("build_article", {}), ("draft_article", SANDBOX)):
        assert read_ids(ask(harness, tool, issue=path, **values))[0] in ("mcp-outside", "mcp-no-markdown")
    assert (file.read_bytes(), harness.calls) == (before, [])


@pytest.mark.parametrize("link", ["build", f"build/{NAME}"])
def test_article_is_not_written_through_a_link(harness: CliHarness, outside: Path, link: str) -> None:
    (harness.folder / link).parent.mkdir(exist_ok=True)
    (harness.folder / link).symlink_to(outside.parent)

    assert read_ids(ask(harness, "build_article", issue=NAME)) == ["mcp-outside"]
    assert sorted(outside.parent.iterdir()) == [outside]


@pytest.mark.parametrize("word", ["a/\0b.md", "\ud800.md", "a\0"])
def test_word_that_no_path_can_be_is_refused_in_a_sentence(harness: CliHarness, word: str) -> None:
    folder = SameProcess(harness.folder)

    reply = asyncio.run(folder.call(worker.answer, ["check"], [word]))

    assert read_ids(reply) == ["mcp-no-issue"]


def test_link_that_leads_outside_is_refused(harness: CliHarness, outside: Path) -> None:
    (harness.folder / "2020-06-19.md").symlink_to(outside)

    for issue in ("2020-06-19", "2020-06-19.md"):
        assert "lies outside" in refuse(harness, "read_issue", issue=issue)
        assert read_ids(ask(harness, "check_issue", issue=issue)) == ["mcp-outside"]


@pytest.mark.parametrize("word", ["--config=/etc/passwd", "--all", "-", "", " ", "\0", "2020-06-17\n--all"])
def test_word_that_is_no_issue_is_never_an_option(harness: CliHarness, word: str) -> None:
    reply = ask(harness, "check_issue", issue=word)

    assert (reply["ok"], reply["result"]) == (False, None)


@pytest.mark.parametrize("theme", ["--all", "../../x", "nope"])
def test_theme_that_is_none_is_refused(harness: CliHarness, theme: str) -> None:
    reply = ask(harness, "build_article", issue=NAME, theme=theme)

    assert (reply["ok"], reply["error"]["kind"]) == (False, "theme")


def test_path_in_the_place_of_text_is_told(harness: CliHarness) -> None:
    assert "looks like the path of a file" in refuse(harness, "render_markdown", markdown=f" {NAME}.md\n")


def test_huge_text_is_refused(harness: CliHarness) -> None:
    assert "divide it" in refuse(harness, "render_markdown", markdown="字" * (MAX_TEXT_CHARS + 1))


def test_broken_issue_is_an_answer_and_not_a_crash(harness: CliHarness) -> None:
    harness.issue.write_bytes("# 简报\n".encode("gbk"))

    reply = ask(harness, "build_article", issue=NAME)

    assert (reply["ok"], reply["error"]["kind"], reply["result"]["failed"]) == (False, "issue", [f"{NAME}.md"])


# --- drafts ---------------------------------------------------------------------------------------


def test_draft_is_planned_first_and_pushed_by_its_fingerprint(harness: CliHarness) -> None:
    plan = ask(harness, "draft_article", issue=NAME, **SANDBOX)
    assert (plan["ok"], plan["result"]["dry_run"], plan["result"]["action"], harness.calls) == (True, True, "added", [])

    pushed = ask(harness, "draft_article", issue=NAME, fingerprint=plan["result"]["fingerprint"], **SANDBOX)

    assert (pushed["result"]["action"], pushed["result"]["published"]) == ("added", False)
    assert [pushed["result"]["media_id"]] == [draft["key"] for draft in harness.drafts]


@pytest.mark.parametrize("fingerprint", ["0" * 32, "x", "--overwrite"])
def test_draft_with_another_fingerprint_is_not_pushed(harness: CliHarness, fingerprint: str) -> None:
    reply = ask(harness, "draft_article", issue=NAME, fingerprint=fingerprint, **SANDBOX)

    assert (read_ids(reply)[-1], reply["error"]["sent"], harness.calls) == ("plan-changed", "no", [])


def test_draft_that_changed_after_its_plan_is_not_pushed(harness: CliHarness) -> None:
    plan = ask(harness, "draft_article", issue=NAME, **SANDBOX)
    harness.edit()

    reply = ask(harness, "draft_article", issue=NAME, fingerprint=plan["result"]["fingerprint"], **SANDBOX)

    assert (read_ids(reply)[-1], harness.drafts) == ("plan-changed", [])


def test_same_plan_is_pushed_once(harness: CliHarness) -> None:
    plan = ask(harness, "draft_article", issue=NAME, **SANDBOX)

    async def push_twice(agent: Agent) -> list[dict[str, Any]]:
        act = {"issue": NAME, "fingerprint": plan["result"]["fingerprint"], **SANDBOX}
        return list(await asyncio.gather(agent.ask("draft_article", **act), agent.ask("draft_article", **act)))

    first, second = use_agent(harness.folder, push_twice)

    assert sorted([first["ok"], second["ok"]]) == [False, True]
    assert len(harness.drafts) == 1


def test_articles_of_one_draft_are_confined_too(harness: CliHarness, outside: Path) -> None:
    reply = ask(harness, "draft_article", issue=NAME, others=[str(outside)], **SANDBOX)

    assert (read_ids(reply), harness.calls) == (["mcp-outside"], [])


def test_secret_never_enters_an_answer(real: CliHarness) -> None:
    real.run("ledger", "init", "--from", "2020-01-01")
    real.sandbox.control.fail("stable_token", "errcode", code=40164, times=0)

    async def call_all(agent: Agent) -> str:
        answers = [
            await agent.call("draft_article", issue=NAME),
            await agent.call("doctor"),
            await agent.call("status"),
            await agent.call("stats"),
        ]
        return "\n".join(map(str, answers))

    assert SECRET not in use_agent(real.folder, call_all)


class BrokenProcess(SameProcess):
    """A process that is killed in the middle of a call."""

    async def call(self, *_: Any) -> Any:
        raise BrokenProcessPool


@pytest.mark.parametrize(("tool", "sent"), [("draft_article", "maybe"), ("check_issue", "no")])
def test_killed_process_leaves_the_outcome_open(harness: CliHarness, tool: str, sent: str) -> None:
    process = BrokenProcess(harness.folder)

    reply = use_agent(harness.folder, lambda agent: agent.ask(tool, issue=NAME), process=process)

    assert (reply["error"]["kind"], reply["error"]["sent"], reply["error"]["retryable"]) == ("uncertain", sent, False)


def test_killed_process_is_told_by_tools_without_a_command(harness: CliHarness) -> None:
    process = BrokenProcess(harness.folder)

    said = use_agent(harness.folder, lambda agent: agent.get_refusal("read_issue", issue=NAME), process=process)

    assert "was killed" in said
