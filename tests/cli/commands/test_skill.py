from __future__ import annotations

import json

import pytest

from publish.adapters.storage.skill_files import find_skill_folder, list_skill_files, read_skill_file
from publish.cli import main
from tests.command_line import make_caller, read_result

REFERENCE = "references/sending.md"


def test_skill_prints_the_skill_and_tells_its_references(capsys: pytest.CaptureFixture[str]) -> None:
    told = make_caller(capsys, "--lang", "en")("skill")

    assert (told.code, told.out) == (0, read_skill_file("SKILL.md"))
    assert str(find_skill_folder()) in told.err
    assert "sending" in told.err


@pytest.mark.parametrize("name", ["sending", REFERENCE])
def test_skill_prints_a_reference_by_its_name(capsys: pytest.CaptureFixture[str], name: str) -> None:
    told = make_caller(capsys)("skill", name)

    assert (told.code, told.out, told.err) == (0, read_skill_file(REFERENCE), "")


def test_json_of_skill_has_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    result = read_result(make_caller(capsys)("skill", "--json").out)

    assert (result["name"], result["folder"]) == ("wechat-newsletter", str(find_skill_folder()))
    assert result["files"] == [{"path": path, "text": read_skill_file(path)} for path in list_skill_files()]
    assert result["files"][0]["path"] == "SKILL.md"


def test_json_of_a_reference_has_that_file(capsys: pytest.CaptureFixture[str]) -> None:
    result = read_result(make_caller(capsys)("skill", "sending", "--json").out)

    assert [file["path"] for file in result["files"]] == [REFERENCE]


@pytest.mark.parametrize("name", ["nope", "../SKILL.md", "/etc/passwd"])
def test_skill_refuses_a_name_that_is_no_file_of_it(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code = main(["skill", name, "--json", "--lang", "en"])

    reply = json.loads(capsys.readouterr().out)
    assert (code, reply["error"]["kind"], reply["problems"][0]["id"]) == (2, "usage", "skill-unknown")
    assert "sending" in reply["problems"][0]["message"]
