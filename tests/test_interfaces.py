"""What people, programs and files outside this package read by name: it stays as it is, whatever the code is called."""

from __future__ import annotations

import importlib
import json
import pkgutil
import shutil
from enum import StrEnum
from pathlib import Path

import pytest

import publish
from publish.adapters.ledger.table_schema import METADATA
from publish.cli import COMMANDS, main
from publish.i18n.translator import LANGUAGES
from tests.catalogues import ENGLISH
from tests.command_line import read_result
from tests.conftest import Golden
from tests.samples import SAMPLES

REPOSITORY = Path(__file__).parents[1]
INTERFACES = Path("interfaces")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what a command writes to stdout."""
    main(words)
    return capsys.readouterr().out


def show(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_text_is_unchanged(
    language: str, golden: Golden, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    pages = [run(capsys, *words, "--lang", language, "--help") for words in ([], *([name] for name in COMMANDS))]

    golden.check(INTERFACES / f"help.{language}.txt", "\n".join(pages))


def test_rules_output_is_unchanged(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    golden.check(INTERFACES / "rules.json", show(read_result(run(capsys, "rules", "--json", "--lang", "en"))))


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_check_output_is_unchanged(
    form: str, golden: Golden, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "embedded-ai-report"
    folder.mkdir()
    for sample in sorted(SAMPLES.glob("2*.md")):
        shutil.copy(sample, folder)
    shutil.copy(REPOSITORY / "publish.toml", tmp_path)
    monkeypatch.chdir(tmp_path)

    said = run(capsys, "check", "--format", form, "--lang", "en")

    if form == "json":
        reply = json.loads(said)
        said = show({name: reply[name] for name in ("result", "problems", "error")})
    elif form == "sarif":
        said = show(json.loads(said))
    golden.check(INTERFACES / f"check.{form}", said)


def test_message_ids_are_unchanged(golden: Golden) -> None:
    golden.check(INTERFACES / "message-ids.txt", "\n".join(sorted(ENGLISH)))


def test_enum_values_are_unchanged(golden: Golden) -> None:
    for module in pkgutil.walk_packages(publish.__path__, "publish."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    enums = {
        tuple(member.value for member in kind)
        for kind in StrEnum.__subclasses__()
        if kind.__module__.startswith("publish")
    }

    golden.check(INTERFACES / "enum-values.txt", "\n".join(" ".join(values) for values in sorted(enums)))


def test_ledger_tables_are_unchanged(golden: Golden) -> None:
    tables = [f"{table.name}: " + " ".join(column.name for column in table.columns) for table in METADATA.sorted_tables]
    golden.check(INTERFACES / "ledger-tables.txt", "\n".join(sorted(tables)))
