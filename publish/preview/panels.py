"""Panels of every preview page: problems, remaining steps, cover, and lengths of the fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from publish.core.article import Article
from publish.core.lazy_pattern import lazy_pattern
from publish.core.picture import CENTRE, Focus
from publish.core.problem import Problem, Severity
from publish.core.target import MAX_CONTENT_BYTES, MAX_CONTENT_CHARS
from publish.core.text import count_bytes, strip_markup
from publish.i18n.translator import Translator
from publish.preview.field_forms import FieldForm, FieldForms
from publish.wechat.limits import COVER_HEIGHT, COVER_WIDTH, measure_metadata

MAX_EXCERPT_CHARS = 40
_LINES = 4  # a line without text is found by the lines above it
_WORDS = lazy_pattern(r"\w+(?: \w+)*")
_MIN_CHARS = 2


def find_source_text(problem: Problem, lines: list[str]) -> list[str]:
    """Return texts by which a problem's line can be found in the article, the best first."""
    line = problem.line or 0
    above = lines[max(line - _LINES, 0) : line]
    found = (max(_WORDS.findall(strip_markup(text[:1000])), key=len, default="") for text in reversed(above))
    return [text[:MAX_EXCERPT_CHARS] for text in found if len(text) >= _MIN_CHARS]


def render_panels(
    article: Article, translator: Translator, source: str, written: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the panels by name; arguments are those of `render_view`."""
    forms = FieldForms(written, translator)
    return {
        "problems": render_problems(article.problems, translator, source),
        "remaining": _render_remaining(article, translator),
        "cover": _render_cover(article, forms, translator),
        "fields": _render_fields(article, forms, translator),
    }


def render_problems(problems: Iterable[Problem], translator: Translator, source: str = "") -> str:
    """Return errors and warnings, each with its line and a button to its element; of hints, the number."""
    problems = list(problems)
    shown = [problem for problem in problems if problem.severity is not Severity.INFO]
    if not shown:
        return f'<p class="clean">{_describe_no_problems(len(problems), translator)}</p>'
    lines = source.split("\n")
    rows = "".join(_render_problem(problem, translator, lines) for problem in shown)
    head = f'<h2>{translator.translate("page-problems")}<span class="count">{len(shown)}</span></h2>'
    return f'{head}<ul class="problems">{rows}</ul>'


def _describe_no_problems(hints: int, translator: Translator) -> str:
    """Return the sentence for no problems, which counts the hints."""
    return translator.translate("page-clean-hints", count=hints) if hints else translator.translate("page-clean")


def _render_problem(problem: Problem, translator: Translator, lines: list[str]) -> str:
    texts = find_source_text(problem, lines) if problem.line and problem.line <= len(lines) else []
    text = _describe_problem(problem, translator)
    if not texts and not problem.element:
        return f'<li class="{problem.severity}">{text}</li>'
    encoded = escape(json.dumps(texts, ensure_ascii=False))
    element = f' data-element="{escape(problem.element)}"' if problem.element else ""
    title = translator.translate("page-show")
    return (
        f'<li class="{problem.severity}"><button data-place="{encoded}"{element} title="{title}">{text}</button></li>'
    )


def _describe_problem(problem: Problem, translator: Translator) -> str:
    """Return the location in small type, and the sentence."""
    line = translator.translate("page-line", line=problem.line) if problem.line else ""
    file = "" if (problem.file or "").endswith(".md") else problem.file  # the issue's own file is known
    location = " · ".join(filter(None, [file, line, problem.rule, problem.element]))
    often = translator.translate("times", times=problem.times) if problem.times > 1 else ""
    return f"<small>{escape(location)}</small>{escape(translator.explain(problem) + often)}"


def _render_fields(article: Article, forms: FieldForms, translator: Translator) -> str:
    translate, metadata = translator.translate, article.metadata
    rows = []
    for name, part in measure_metadata(metadata).items():
        mark = "over" if part.length > part.limit else ""
        length = f'<span class="{mark}">{part.length}/{part.limit} {translate(f"page-{part.unit}")}</span>'
        value = getattr(metadata, name)
        form = forms.render(name, value, part)
        rows.append(_render_field(name.removesuffix("_url"), value, length, form, translate))
    return "".join([*rows, forms.render_others(metadata.comments), _render_length(article, translator)])


def _render_length(article: Article, translator: Translator) -> str:
    """Return the length of the article as it is pasted, and of what is sent beside the limit of the draft API."""
    translate, sent = translator.translate, article.sent
    sizes = [count_bytes(part.html) for part in sent.parts]
    lengths = {
        "bytes": " + ".join(f"{size:,}" for size in sizes),
        "chars": " + ".join(f"{len(part.html):,}" for part in sent.parts),
    }
    limits = {"limit": f"{MAX_CONTENT_BYTES:,}", "documented": f"{MAX_CONTENT_CHARS:,}"}
    pasting = translate("page-pasting", form=translate(f"form-{sent.form}"), **lengths, **limits)
    long = translate("page-pasting-long", **limits) if sent.chars >= MAX_CONTENT_CHARS else ""
    meter = f'<meter max="{MAX_CONTENT_BYTES}" value="{max(sizes)}">{max(sizes)}/{MAX_CONTENT_BYTES}</meter>'
    head = f"<span>{translate('page-article')}</span><span>{article.chars} {translate('page-chars')}</span>"
    reading = translate("page-reading", pictures=article.counts.pictures, **article.reading._asdict())
    text = f"<p>{reading}</p><p>{pasting}{long}</p>"
    return f'<div class="field" id="content"><div class="head">{head}</div>{text}{meter}</div>'


def _render_field(name: str, value: str, length: str, form: FieldForm, translate: Callable[[str], str]) -> str:
    label, copy = translate(f"page-{name}"), translate("page-copy-text")
    button = f'<button data-copy="{escape(value)}" aria-label="{copy} {label}">{copy}</button>' if value else ""
    shown = f"<p>{escape(value)}</p>" if value else f'<p class="none">{translate("page-empty")}</p>'
    head = f'<div class="head"><span>{label}</span>{length}{button}{form.button}</div>'
    return f'<div class="field" id="{name}">{head}{shown}{form.html}</div>'


def _render_cover(article: Article, forms: FieldForms, translator: Translator) -> str:
    """Return the cover as it will look on the card of a message and beside a title, and the button that saves it."""
    translate, cover, form = translator.translate, article.cover, forms.render("cover")
    file = escape(f"{article.name}-{cover.name}")
    save = f'<a class="button" data-cover="href" download="{file}">{translate("page-cover-save")}</a>'
    head = f"<span>{translate('page-cover')}</span><span>{cover.width}×{cover.height}</span>{save}{form.button}"
    title = escape(article.metadata.title)
    wide, square = (_render_crop(name, focus, translate) for name, focus in _find_focuses(article).items())
    card = f"<figure>{wide}<figcaption>{title}</figcaption></figure>"
    row = f'<figure class="row"><figcaption>{title}</figcaption>{square}</figure>'
    crops = f'<div class="crops">{card}{row}</div>'
    return f'<div class="field" id="cover"><div class="head">{head}</div>{form.html}{crops}</div>'


def _find_focuses(article: Article) -> Mapping[str, Focus]:
    """Return the focus of each crop of a cover, by its class name."""
    wide, square = article.cover_focus
    return {"wide": wide, "square": wide if square is None else square}


def _render_crop(name: str, focus: Focus, translate: Callable[[str], str]) -> str:
    """Return a crop: the focus says how much of what it cuts off lies left of it, and above it."""
    label = translate(f"page-cover-{name}")
    position = f' style="object-position:{focus.x:.2%} {focus.y:.2%}"' if focus != CENTRE else ""
    return f'<img data-cover="src" class="{name}" alt="{label}" title="{label}"{position}>'


def _render_remaining(article: Article, translator: Translator) -> str:
    """Return the checks of the program, passed or not, and the steps of the editor."""
    translate = translator.translate
    checks = "".join(
        f'<li class="{"done" if done else "open"}">{text}</li>' for done, text in _check(article, translator)
    )
    source = ["source"] if article.metadata.source_url else []
    declare = ["declare"] if article.metadata.ai_notice else []
    steps = ["paste", "headline", "cover", *source, *declare, "look", "send"]
    texts = {"cover": _describe_cover_step(article, translate)}
    rows = "".join(
        f'<li><label><input type="checkbox" data-step="{step}">'
        f"{texts.get(step) or translate(f'page-step-{step}')}</label></li>"
        for step in steps
    )
    return f'<h2>{translate("page-steps")}</h2><ul class="checks">{checks}</ul><ol class="steps">{rows}</ol>'


def _describe_cover_step(article: Article, translate: Callable[..., str]) -> str:
    """Return how the cover is uploaded by hand: its frames stand in the middle unless they are moved."""
    wide, square = article.cover_focus
    if square is None:
        aside = wide.x != CENTRE.x
        return translate("page-step-cover-aside", share=f"{wide.x:.0%}") if aside else translate("page-step-cover")
    size = article.cover
    shares = {
        "wide": f"{wide.x if size.width / size.height > COVER_WIDTH / COVER_HEIGHT else wide.y:.0%}",
        "square": f"{square.x if size.width > size.height else square.y:.0%}",
    }
    return translate("page-step-cover-both", **shares)


def _check(article: Article, translator: Translator) -> Sequence[tuple[bool, str]]:
    translate, metadata = translator.translate, article.metadata
    errors = sum(problem.severity is Severity.ERROR for problem in article.problems)
    too_long = any(part.length > part.limit for part in measure_metadata(metadata).values())
    missing = len(article.missing_pictures)
    return [
        (not errors, translate("page-check-errors", count=errors) if errors else translate("page-check-no-errors")),
        (not missing, translate("page-check-gaps", count=missing) if missing else translate("page-check-no-gaps")),
        (not too_long, translate("page-check-long" if too_long else "page-check-not-long")),
        (bool(metadata.digest), translate("page-check-digest" if metadata.digest else "page-check-no-digest")),
    ]
