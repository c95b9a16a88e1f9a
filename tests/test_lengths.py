"""How long the sample issues become: the table in the READMEs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from publish.core.article import ApiForm
from publish.core.picture import Picture
from publish.core.ports import BuildServices
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.core.target import MAX_CONTENT_CHARS
from publish.pipeline import build_article, build_shortened
from publish.pipeline.styled_page import BuildInputs
from tests.fakes import make_services
from tests.samples import SAMPLES
from tests.themes import load_themes

ROOT = Path(__file__).parent.parent
SETTINGS = Settings(
    newsletter=NewsletterSettings(account="NeuralTalk"),
    follow=FollowSettings(qr="https://a.example/"),
    licence="CC-BY-SA-4.0",
)
_ROWS = re.compile(r"(<!-- lengths -->\n\|.*\n\|.*\n)((?:\|.*\n)+)")


@cache
def describe_lengths() -> str:
    """Return a row for each sample issue: pasted, sent and fitted in the default theme, and the longest fitted one."""
    services = make_services(pictures={"../wechat_qrcode.jpg": Picture("qr.jpg", b"\xff\xd8\xff", 430, 430)})
    return "".join(_describe(issue, services) for issue in sorted(SAMPLES.glob("*.md")))


def _describe(issue: Path, services: BuildServices) -> str:
    text, path = issue.read_text("utf-8"), PurePosixPath(issue.name)
    inputs = {name: BuildInputs(SETTINGS, theme, services) for name, theme in load_themes().items()}
    fitted = {name: build_shortened(text, path, each, ApiForm.FITTED).chars for name, each in inputs.items()}
    article = build_article(text, path, inputs["neural"])
    numbers = (article.chars, article.sent.chars, fitted["neural"], max(fitted.values()))
    return f"| {issue.stem} | {article.counts.entries} | {' | '.join(f'{number:,}' for number in numbers)} |\n"


@pytest.mark.parametrize("name", ["docs/en/accounts.md", "docs/zh/accounts.md"])
def test_docs_state_the_length_of_the_sample_articles(name: str, update_golden: bool) -> None:
    path, rows = ROOT / name, describe_lengths()
    if update_golden:
        path.write_text(_ROWS.sub(lambda shown: shown[1] + rows, path.read_text("utf-8")), "utf-8")

    shown = _ROWS.search(path.read_text("utf-8"))

    assert shown is not None
    assert shown[2] == rows
    assert max(int(number.replace(",", "")) for number in re.findall(r"\| ([\d,]+) \|\n", rows)) < MAX_CONTENT_CHARS
