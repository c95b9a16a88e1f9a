"""How long the sample issues become: the table in the READMEs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath

import pytest

from publish.core.article import Article
from publish.core.picture import Picture
from publish.core.settings import FollowSettings, NewsletterSettings, Settings
from publish.pipeline import build_article
from publish.wechat.limits import MAX_CONTENT_CHARS
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
    """Return a row for each sample issue: its length in the default theme, and the longest of all themes."""
    services = make_services(pictures={"../wechat_qrcode.jpg": Picture("qr.jpg", b"\xff\xd8\xff", 430, 430)})
    rows = []
    for issue in sorted(SAMPLES.glob("*.md")):
        text = issue.read_text("utf-8")
        articles = {
            theme.name: build_article(text, PurePosixPath(issue.name), SETTINGS, theme, services)
            for theme in load_themes().values()
        }
        rows.append(_describe(issue.stem, articles))
    return "".join(rows)


def _describe(name: str, articles: dict[str, Article]) -> str:
    default = articles["neural"]
    longest = max(len(part.html) for article in articles.values() for part in article.parts)
    parts = max(len(article.parts) for article in articles.values())
    numbers = (default.chars, len(default.parts[0].html), longest)
    return f"| {name} | {default.counts.entries} | {' | '.join(f'{number:,}' for number in numbers)} | {parts} |\n"


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_states_the_length_of_the_sample_articles(name: str, update_golden: bool) -> None:
    path, rows = ROOT / name, describe_lengths()
    if update_golden:
        path.write_text(_ROWS.sub(lambda shown: shown[1] + rows, path.read_text("utf-8")), "utf-8")

    shown = _ROWS.search(path.read_text("utf-8"))

    assert shown is not None
    assert shown[2] == rows
    assert max(int(number.replace(",", "")) for number in re.findall(r"\| ([\d,]+) \| 1 \|", rows)) < MAX_CONTENT_CHARS
