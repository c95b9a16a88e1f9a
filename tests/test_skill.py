"""The skill for agents has the form of the open format, and names only what the program has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
import yaml

from publish.adapters.storage.skill_files import SKILL
from publish.cli.mcp_server.newsletter_worker import NewsletterWorker
from publish.cli.mcp_server.server import make_server
from publish.cli.options import OPTIONS, SHARED
from publish.contract.reply_types import ErrorJson
from publish.core.delivery_record import DeliveryState
from publish.core.exceptions import ErrorKind
from publish.wechat.api_errors import REFUSALS
from tests.cli.mcp_server.agent import SameProcess
from tests.program_calls import is_known, list_calls

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "skills" / SKILL
MESSAGE_IDS = ROOT / "tests" / "golden" / "interfaces" / "message-ids.txt"
PAGES = sorted(FOLDER.rglob("*.md"))
MAX_DESCRIPTION_CHARS = 1024
MAX_COMPATIBILITY_CHARS = 500
MAX_LINES = 500
MAX_REFERENCE_LINES = 60
LEFT_TO_PEOPLE = {"--anew", "--overwrite", "--adopt", "--resolve", "--url"}

_FRONT_MATTER = re.compile(r"---\n(.*?)^---\n(.*)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def read(path: str) -> str:
    return (FOLDER / path).read_text("utf-8")


def list_codes(text: str) -> list[str]:
    """Return what a text shows as code."""
    return _CODE.findall(text)


@pytest.fixture(scope="module")
def front_matter() -> dict[str, object]:
    match = _FRONT_MATTER.match(read("SKILL.md"))
    assert match
    found = yaml.safe_load(match[1])
    assert isinstance(found, dict)
    return found


# --- the open format ------------------------------------------------------------------------------


def test_front_matter_has_the_fields_of_the_format(front_matter: dict[str, object]) -> None:
    assert set(front_matter) == {"name", "description", "license", "compatibility", "metadata"}
    assert len(str(front_matter["compatibility"])) <= MAX_COMPATIBILITY_CHARS
    assert front_matter["license"] == "MIT"


def test_metadata_is_a_map_of_strings(front_matter: dict[str, object]) -> None:
    metadata = front_matter["metadata"]

    assert isinstance(metadata, dict)
    assert {type(each) for pair in metadata.items() for each in pair} == {str}


def test_name_is_that_of_the_folder(front_matter: dict[str, object]) -> None:
    assert front_matter["name"] == FOLDER.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", FOLDER.name)


@pytest.mark.parametrize("word", ["公众号", "WeChat", "草稿", "draft", "发布", "publish", "检查", "check", "Markdown"])
def test_description_has_the_words_that_people_say(front_matter: dict[str, object], word: str) -> None:
    description = str(front_matter["description"])

    assert word in description
    assert len(description) <= MAX_DESCRIPTION_CHARS


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_page_is_short(page: Path) -> None:
    lines = len(page.read_text("utf-8").splitlines())

    assert lines < (MAX_LINES if page.name == "SKILL.md" else MAX_REFERENCE_LINES)


def test_references_lie_one_level_deep() -> None:
    assert {name(page.parent) for page in PAGES} == {".", "references"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = _LINK.findall(page.read_text("utf-8"))

    assert [link for link in links if not (page.parent / link).is_file()] == []


def test_skill_leads_to_every_reference() -> None:
    texts = read("SKILL.md") + read("references/overview.zh.md")
    linked = {Path(link).name for link in _LINK.findall(texts)}

    assert {page.name for page in PAGES} - linked == {"SKILL.md"}


def test_every_reference_stands_in_both_languages() -> None:
    names = {page.name for page in PAGES if page.parent != FOLDER}
    chinese = {each.removesuffix(".zh.md") for each in names if each.endswith(".zh.md")}

    assert {each.removesuffix(".md") for each in names if not each.endswith(".zh.md")} == chinese - {"overview"}


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("SKILL.md", "references/overview.zh.md"),
        *(
            (f"references/{page}.md", f"references/{page}.zh.md")
            for page in ("refusals", "replies", "sending", "writing")
        ),
    ],
)
def test_both_languages_name_the_same(english: str, chinese: str) -> None:
    def find_codes(path: str) -> set[str]:
        body = read(path).rpartition("\n---\n")[2]
        return {code for code in list_codes(body) if code.isascii()}

    assert find_codes(english) == find_codes(chinese)


# --- what is named exists -------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_and_option_exists(page: Path) -> None:
    text = page.read_text("utf-8")

    assert [call for call in list_calls(text) if not is_known(call.split())] == []
    options = {option for options in OPTIONS.values() for option, _, _ in (*SHARED, *options)}
    named = {code.split()[0] for code in list_codes(text) if code.startswith("--")}
    assert named - options == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_tool_exists(page: Path) -> None:
    process = SameProcess(ROOT)
    server = make_server(NewsletterWorker("en", process, process), allow_release=True)
    tools = {tool.name for tool in server._tool_manager.list_tools()}
    verbs = {tool.partition("_")[0] for tool in tools}

    named = {code for code in list_codes(page.read_text("utf-8")) if re.fullmatch(r"[a-z]+_[a-z]+", code)}

    likely = {each for each in named if each.partition("_")[0] in verbs and each not in set(DeliveryState)}
    assert likely - tools == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_field_of_an_error_exists(page: Path) -> None:
    fields = {f"error.{field}" for field in get_type_hints(ErrorJson)}

    assert {code for code in list_codes(page.read_text("utf-8")) if code.startswith("error.")} - fields == set()


@pytest.mark.parametrize("page", ["replies.md", "replies.zh.md"])
def test_every_kind_of_error_has_its_advice(page: str) -> None:
    table = read(f"references/{page}").rpartition("| `error.kind` |")[2]
    first_cells = re.findall(r"^\| ([^|]*) \|", table, re.MULTILINE)

    told = [code for cell in first_cells for code in list_codes(cell)]
    assert sorted(told) == sorted(get_args(ErrorKind))


@pytest.mark.parametrize("page", ["refusals.md", "refusals.zh.md"])
def test_every_refusal_is_known(page: str) -> None:
    codes = {
        int(code)
        for cell in re.findall(r"^\| ([\d,、 ]+) \|", read(f"references/{page}"), re.MULTILINE)
        for code in re.findall(r"\d+", cell)
    }

    assert {40164, 48001, 45003} <= codes <= set(REFUSALS)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_message_exists(page: Path) -> None:
    named = {code for code in list_codes(page.read_text("utf-8")) if re.fullmatch(r"(plan|mcp|release)-[a-z-]+", code)}

    assert named - set(MESSAGE_IDS.read_text("utf-8").split()) == set()


@pytest.mark.parametrize("page", ["SKILL.md", "references/overview.zh.md"])
def test_skill_leaves_what_decides_to_people(page: str) -> None:
    last = read(page).rpartition("\n## ")[2]

    assert set(list_codes(last)) >= LEFT_TO_PEOPLE
    assert "publish approve" in last
