"""The JSON Schema of replies: it is valid, it is made of the types, and no change breaks those who read replies."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from publish.cli import COMMANDS, load_command
from publish.contract.contract_version import CONTRACT_VERSION
from publish.contract.reply_schema import RESULTS, make_schema, make_whole_schema
from tests.conftest import Golden
from tests.contract.breaks import find_breaks

GOLDEN = Path(__file__).parents[1] / "golden"
CONTRACT = Path("contract") / f"version-{CONTRACT_VERSION}.json"


@pytest.mark.parametrize("command", RESULTS)
def test_schema_of_a_command_is_a_schema(command: str) -> None:
    jsonschema.Draft202012Validator.check_schema(make_schema(command))


def test_schema_of_all_commands_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(make_whole_schema())


@pytest.mark.parametrize("command", COMMANDS)
def test_schema_is_made_of_the_type_that_the_command_returns(command: str) -> None:
    returned = load_command(command).__annotations__["return"].removeprefix("Outcome[").removesuffix("]")

    type_ = RESULTS[command]
    assert returned.removeprefix("contract.") == getattr(type_, "__name__", "ThemesResult")


def test_contract_is_unchanged(golden: Golden) -> None:
    """A change that breaks readers raises CONTRACT_VERSION, and the schema of the version before stays as it is."""
    written = GOLDEN / CONTRACT
    now = make_whole_schema()
    if written.exists():
        breaks = list(find_breaks(json.loads(written.read_text(encoding="utf-8")), now))
        assert not breaks, "this breaks programs that read replies; raise CONTRACT_VERSION:\n" + "\n".join(breaks)

    golden.check(CONTRACT, json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True))


# --- what breaks --------------------------------------------------------------------------------


def change(schema: dict[str, Any], *path: str) -> dict[str, Any]:
    """Return an object in a schema, by its path."""
    found = schema
    for name in path:
        found = found[name]
    return found


@pytest.fixture
def old() -> dict[str, Any]:
    return make_schema("status")


@pytest.fixture
def new(old: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(old)


def test_removed_property_breaks_readers(old: dict[str, Any], new: dict[str, Any]) -> None:
    del change(new, "$defs", "IssueStatusJson", "properties")["title"]

    assert list(find_breaks(old, new)) == ["/$defs/IssueStatusJson/properties/title: is gone"]


def test_property_of_another_type_breaks_readers(old: dict[str, Any], new: dict[str, Any]) -> None:
    change(new, "$defs", "IssueStatusJson", "properties", "title")["type"] = "integer"

    assert list(find_breaks(old, new)) == [
        "/$defs/IssueStatusJson/properties/title/type: 'string' became 'integer'",
    ]


def test_property_that_may_be_missing_breaks_readers(old: dict[str, Any], new: dict[str, Any]) -> None:
    change(new, "$defs", "IssueStatusJson")["required"].remove("state")

    assert list(find_breaks(old, new)) == ["/$defs/IssueStatusJson/required: state may be missing"]


def test_new_value_of_an_enumeration_breaks_readers(old: dict[str, Any], new: dict[str, Any]) -> None:
    change(new, "$defs", "DeliveryState")["enum"].append("lost")

    assert list(find_breaks(old, new)) == ["/$defs/DeliveryState/enum: lost is new"]


def test_new_property_breaks_nobody(old: dict[str, Any], new: dict[str, Any]) -> None:
    change(new, "$defs", "IssueStatusJson", "properties")["due"] = {"type": "string"}
    change(new, "$defs", "IssueStatusJson")["required"].append("due")
    change(new, "$defs", "IssueStatusJson")["description"] = "An issue."

    assert not list(find_breaks(old, new))


def test_new_command_breaks_nobody() -> None:
    old, new = make_whole_schema(), make_whole_schema()
    del old["oneOf"][0]

    assert not list(find_breaks(old, new))


def test_removed_command_breaks_readers() -> None:
    old, new = make_whole_schema(), make_whole_schema()
    removed = new["oneOf"].pop(0)

    assert list(find_breaks(old, new)) == [f"/oneOf: {removed} is gone"]
