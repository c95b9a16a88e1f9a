"""The pages for agents are true: tools, what they do to the world, replies, errors, and the configuration to paste."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from mcp.types import ToolAnnotations

from publish.cli.mcp_server.newsletter_worker import NewsletterWorker
from publish.cli.mcp_server.server import make_server
from publish.cli.parser import parse_arguments
from publish.contract.reply_types import ErrorJson, ProblemJson, Reply
from publish.core.exceptions import ErrorKind
from publish.i18n.translator import Translator
from tests.cli.mcp_server.agent import SameProcess

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "zh")
READ_ONLY = {"en": "reads", "zh": "只读"}
ASKS_PLATFORM = {"en": "asks WeChat", "zh": "询问微信"}
FIRST_KIND = {"en": "`problems` | the command", "zh": "`problems` | 命令"}

_CODE = re.compile(r"`([^`\n]+)`")


def read(language: str) -> str:
    return (ROOT / "docs" / language / "agents.md").read_text("utf-8")


def read_table(language: str, first_row: str) -> list[list[str]]:
    """Return the cells of a table from the row on whose first cell begins so."""
    rows = read(language).partition(f"\n| {first_row}")[2]
    lines = f"{first_row}{rows}".partition("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def list_tools() -> dict[str, ToolAnnotations]:
    process = SameProcess(ROOT)
    server = make_server(NewsletterWorker("en", process, process), allow_release=True)
    return {tool.name: tool.annotations or ToolAnnotations() for tool in server._tool_manager.list_tools()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_lists_every_tool_and_says_truly_which_ones_only_read(language: str) -> None:
    tools = list_tools()
    told = {tool: row[2] for row in read_table(language, "`list_issues`") for tool in _CODE.findall(row[0])}

    assert set(told) == set(tools)
    only_read = {tool for tool, hints in tools.items() if hints.read_only_hint and not hints.open_world_hint}
    assert {tool for tool, world in told.items() if world == READ_ONLY[language]} == only_read
    asking = {tool for tool, hints in tools.items() if hints.read_only_hint and hints.open_world_hint}
    assert {tool for tool, world in told.items() if world == ASKS_PLATFORM[language]} == asking


@pytest.mark.parametrize("language", LANGUAGES)
def test_configuration_to_paste_starts_the_server(language: str) -> None:
    block = re.search(r"^```json\n(.*?)^```", read(language), re.DOTALL | re.MULTILINE)
    assert block
    server: dict[str, Any] = json.loads(block[1])["mcpServers"]["publish"]

    program, *words = server["args"][2:]
    arguments = parse_arguments(words, Translator("en"))

    assert (server["command"], server["args"][:2], program) == ("uvx", ["--from", "wechat-newsletter[mcp]"], "publish")
    assert (arguments.command, arguments.root) == ("mcp", "/path/of/the/newsletter")


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_names_every_field_of_a_reply(language: str) -> None:
    rows = read_table(language, "`ok`")
    fields = {row[0]: set(_CODE.findall(row[1])) for row in rows}

    assert {field for row in rows for field in _CODE.findall(row[0])} == set(get_type_hints(Reply))
    assert fields["`problems`"] == set(get_type_hints(ProblemJson))
    assert fields["`error`"] == set(get_type_hints(ErrorJson))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_explains_every_kind_of_error(language: str) -> None:
    kinds = [kind for row in read_table(language, FIRST_KIND[language]) for kind in _CODE.findall(row[0])]

    assert sorted(kinds) == sorted(get_args(ErrorKind))
