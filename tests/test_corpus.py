"""The real newsletter, where it lies beside the repository: read as its truth says, and built."""

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import pytest
from lxml import html

from publish.core.issue import Block, BlockKind, Entry, Issue, Items, Part
from publish.core.ports import BuildServices
from publish.core.settings import Settings
from publish.core.text import strip_markup
from publish.pipeline import build_article
from publish.pipeline.styled_page import BuildInputs
from publish.steps.parse import parse_issue
from publish.steps.style.parse_theme import parse_theme
from tests.fakes import make_services
from tests.samples import CORPUS, find_stray_lines

THEME = Path(__file__).parents[1] / "themes" / "neural.css"
TRUTH: dict[str, dict[str, Any]] = (
    json.loads((CORPUS / "truth.json").read_text(encoding="utf-8")) if CORPUS.is_dir() else {"issues": {}, "drafts": {}}
)

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not beside the repository")


class Sample(NamedTuple):
    """One issue or draft with what is true of it."""

    text: str
    issue: Issue
    truth: dict[str, Any]


@pytest.fixture(params=[f"{kind}/{name}" for kind in ("issues", "drafts") for name in TRUTH[kind]])
def sample(request: pytest.FixtureRequest) -> Sample:
    kind, _, name = request.param.partition("/")
    text = (CORPUS / kind / f"{name}.md").read_text(encoding="utf-8")
    return Sample(text, parse_issue(text, name), TRUTH[kind][name])


@pytest.fixture(scope="module")
def services() -> BuildServices:
    """Return one world for all, so that its styles are resolved once."""
    return make_services()


def without_url(entry: Entry) -> dict[str, object]:
    source = f" | {entry.source}" if entry.source else ""
    return {"line": entry.span.line, "title": entry.title + source, "why": entry.flaws[0]}


def find_summaries(parts: tuple[Part, ...]) -> list[str]:
    """Return the summary lines among an entry's parts, those of nested entries included."""
    found = []
    for part in parts:
        if isinstance(part, Items):
            found += [line for item in part.items for line in find_summaries(item.parts)]
        elif isinstance(part, Block) and part.kind in (BlockKind.SUMMARY, BlockKind.PARAGRAPH):
            found.append(part.text)
    return found


def find_words(markdown: str) -> list[str]:
    """Return the words of a line; a link's text is words of its own, for a number may follow it."""
    return re.findall(r"\w+", strip_markup(re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r" \1 ", markdown)))


def squeeze(text: str) -> str:
    return re.sub(r"\W", "", text)


def test_corpus_has_every_issue() -> None:
    assert (len(TRUTH["issues"]), len(TRUTH["drafts"])) == (18, 2)


# --- reading ----------------------------------------------------------------------------------


def test_parser_finds_every_section_of_the_corpus(sample: Sample) -> None:
    assert [(section.name, section.span.line) for section in sample.issue.sections] == [
        (section["name"], section["line"]) for section in sample.truth["sections"]
    ]


def test_parser_finds_every_entry_of_the_corpus(sample: Sample) -> None:
    assert [[entry.span.line for entry in section.entries] for section in sample.issue.sections] == [
        section["entry_lines"] for section in sample.truth["sections"]
    ]


def test_parser_finds_the_url_of_every_entry(sample: Sample) -> None:
    assert [[entry.url for entry in section.entries if entry.url] for section in sample.issue.sections] == [
        section["urls"] for section in sample.truth["sections"]
    ]


def test_parser_keeps_and_reports_every_broken_entry(sample: Sample) -> None:
    broken = [[without_url(entry) for entry in section.entries if not entry.url] for section in sample.issue.sections]

    assert broken == [section["without_url"] for section in sample.truth["sections"]]


def test_parser_finds_every_tag(sample: Sample) -> None:
    tags = [{str(e.span.line): [*e.tags] for e in section.entries if e.tags} for section in sample.issue.sections]

    assert tags == [section["tags"] for section in sample.truth["sections"]]


def test_parser_reads_the_announced_counts(sample: Sample) -> None:
    assert sample.issue.claimed == sample.truth["claimed"]
    assert (sample.issue.intro is not None) == sample.truth["has_intro"]


def test_parser_finds_every_brief(sample: Sample) -> None:
    assert [brief.span.line for brief in sample.issue.briefs] == sample.truth["brief_lines"]


def test_parser_splits_the_title(sample: Sample) -> None:
    title = sample.issue.title

    assert title
    assert (title.subtitle or None) == sample.truth["subtitle"]


def test_parser_reads_the_back_issues(sample: Sample) -> None:
    archive, truth = sample.issue.archive, sample.truth["archive"]
    found = archive and {
        "line": archive.spans[0].line,
        "dates": len(archive.dates),
        "first": archive.dates[0],
        "last": archive.dates[-1],
    }

    assert found == (truth and {key: truth[key] for key in ("line", "dates", "first", "last")})


def test_parser_reads_the_trailer(sample: Sample) -> None:
    trailer = sample.issue.trailer

    assert (trailer is not None) == sample.truth["has_trailer"]
    assert bool(trailer and trailer.qr) == sample.truth["qr_image"]


def test_parser_reads_the_licence(sample: Sample) -> None:
    version = re.search(r"/(\d\.\d)/", (sample.issue.trailer and sample.issue.trailer.licence_url) or "")

    assert (version and version[1]) == sample.truth["license"]


def test_every_line_belongs_to_one_node(sample: Sample) -> None:
    assert find_stray_lines(sample.text) == []


# --- building ---------------------------------------------------------------------------------


def test_every_issue_builds_with_every_word_of_its_summaries(sample: Sample, services: BuildServices) -> None:
    theme = parse_theme("neural", THEME.read_text(encoding="utf-8"))

    article = build_article(
        sample.text, PurePosixPath(f"issues/{sample.issue.name}.md"), BuildInputs(Settings(), theme, services)
    )

    shown = squeeze(str(html.fragment_fromstring(article.html).text_content()))
    words = {
        word
        for entry in sample.issue.entries
        for line in [entry.title, *find_summaries(entry.parts)]
        for word in find_words(line)
    }
    assert [word for word in words if word not in shown] == []
    assert article.counts.entries == sample.truth["entries"]
