"""SARIF output against the schema of OASIS, from an npm package of Microsoft."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from publish.cli import main
from tests.samples import SAMPLES

ROOT = Path(__file__).parents[4]
ARCHIVES = ROOT / ".venv" / "vectors"
SCHEMA = "package/lib/schemas/sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def schema() -> Any:
    archive = next(ARCHIVES.glob("microsoft-jest-sarif-*.tgz"), None)
    if archive is None:
        pytest.skip("no npm, or BROWSER=none: `make install` fetches the schema")
    with tarfile.open(archive) as files:
        member = files.extractfile(SCHEMA)
        assert member is not None
        return json.load(member)


def find_mistakes(log: Any, schema: Any) -> list[str]:
    validator = jsonschema.Draft4Validator(schema)
    return [f"{list(mistake.absolute_path)}: {mistake.message}" for mistake in validator.iter_errors(log)]


def test_problems_of_the_sample_issues_are_valid_sarif(
    schema: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    main(["check", *map(str, sorted(SAMPLES.glob("*.md"))), "1999-01-01", "--format", "sarif"])

    log = json.loads(capsys.readouterr().out)

    assert len(log["runs"][0]["results"]) > 50
    assert find_mistakes(log, schema) == []


def test_sarif_schema_rejects_invalid_output(schema: Any) -> None:
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "publish"}}, "results": [{"level": "grave"}]}]}

    assert len(find_mistakes(log, schema)) >= 1
