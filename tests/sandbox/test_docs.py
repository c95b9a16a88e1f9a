"""`docs/sandbox.md` describes the sandbox completely."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic.fields import FieldInfo

from publish.sandbox.behaviour import Behaviour
from publish.sandbox.control_api import list_control_routes
from publish.sandbox.faults import Fault, Kind
from publish.sandbox.models import SandboxAccount
from publish.sandbox.state import make_accounts
from tests.sandbox.test_error_responses import CODES_WITHOUT_CAUSE

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
NAMES = {True: "true", False: "false", None: "none"}


def read_section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def make_row(name: str, field: FieldInfo) -> str:
    default = NAMES.get(field.default, field.default) if isinstance(field.default, bool | None) else field.default
    shown = "" if field.is_required() or default == "" else f"`{default}`"
    return f"| `{name}` | {shown} | {field.description} |"


@pytest.mark.parametrize(("model", "title"), [(Behaviour, "Switches"), (Fault, "Faults")])
def test_docs_repeat_the_description_of_every_field(model: type[Behaviour | Fault], title: str) -> None:
    rows = [make_row(name, field) for name, field in model.model_fields.items() if field.description]

    shown = re.findall(r"^\| `\w+` \|.*\|.*\|$", read_section(title), re.MULTILINE)

    assert [row for row in rows if row not in shown and "given by the sandbox" not in row and "`seen`" not in row] == []


def test_every_switch_has_a_description() -> None:
    assert [name for name, field in Behaviour.model_fields.items() if not field.description] == ["appid", "key"]


def test_docs_list_every_kind_of_fault() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|$", read_section("Faults"), re.MULTILINE)) == set(get_args(Kind))


def test_docs_list_every_route_of_the_control_api() -> None:
    routes = {f"{method} {route.path}" for route in list_control_routes() for method in route.methods or ()}
    routes = {route for route in routes if not route.startswith("HEAD ")}

    assert set(re.findall(r"^\| `([A-Z]+ /[^`]+)`", read_section("Control API"), re.MULTILINE)) == routes


def test_docs_list_every_default_account_and_account_field() -> None:
    accounts, control = read_section("Accounts"), read_section("Control API")
    missing = [account.appid for account in make_accounts() if f"`{account.appid}`" not in accounts]
    missing += [name for name in SandboxAccount.model_fields if name != "key" and f"`{name}`" not in control]

    assert missing == []


def test_docs_list_the_codes_without_a_cause() -> None:
    match = re.search(r"all the same:\n([-\d, ]+)\.", read_section("Faults"))

    assert match is not None
    assert {int(code) for code in match[1].split(",")} == CODES_WITHOUT_CAUSE
