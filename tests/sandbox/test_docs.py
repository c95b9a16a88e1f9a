"""`docs/sandbox.md` tells what there is, no more and no less."""

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
from tests.sandbox.test_error_responses import NEVER_BY_ITSELF

PAGE = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
WORDS = {True: "true", False: "false", None: "none"}


def read_chapter(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def write_row(name: str, field: FieldInfo) -> str:
    default = WORDS.get(field.default, field.default) if isinstance(field.default, bool | None) else field.default
    shown = "" if field.is_required() or default == "" else f"`{default}`"
    return f"| `{name}` | {shown} | {field.description} |"


@pytest.mark.parametrize(("model", "title"), [(Behaviour, "Switches"), (Fault, "Faults")])
def test_every_switch_is_told_in_its_own_words(model: type[Behaviour | Fault], title: str) -> None:
    rows = [write_row(name, field) for name, field in model.model_fields.items() if field.description]

    shown = re.findall(r"^\| `\w+` \|.*\|.*\|$", read_chapter(title), re.MULTILINE)

    assert [row for row in rows if row not in shown and "given by the sandbox" not in row and "`seen`" not in row] == []


def test_every_switch_has_words() -> None:
    assert [name for name, field in Behaviour.model_fields.items() if not field.description] == ["appid", "key"]


def test_every_kind_of_fault_is_told() -> None:
    assert set(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|$", read_chapter("Faults"), re.MULTILINE)) == set(get_args(Kind))


def test_every_call_of_the_control_api_is_told() -> None:
    routes = {f"{method} {route.path}" for route in list_control_routes() for method in route.methods or ()}
    routes = {route for route in routes if not route.startswith("HEAD ")}

    assert set(re.findall(r"^\| `([A-Z]+ /[^`]+)`", read_chapter("Control API"), re.MULTILINE)) == routes


def test_every_account_and_field_of_it_is_told() -> None:
    accounts, control = read_chapter("Accounts"), read_chapter("Control API")
    missing = [account.appid for account in make_accounts() if f"`{account.appid}`" not in accounts]
    missing += [name for name in SandboxAccount.model_fields if name != "key" and f"`{name}`" not in control]

    assert missing == []


def test_codes_without_a_cause_are_told() -> None:
    told = re.search(r"all the same:\n([-\d, ]+)\.", read_chapter("Faults"))

    assert told is not None
    assert {int(code) for code in told[1].split(",")} == NEVER_BY_ITSELF
