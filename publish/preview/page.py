"""The copy page: one file that works from disk."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path

from publish.facts.gaps import name_source
from publish.facts.wechat import MAX_CONTENT_CHARS, measure_headline
from publish.messages import Translator
from publish.model import Article, ChangeKind, Layer, Picture, Severity
from publish.preview.dark import darken_article
from publish.preview.gaps import box_gaps

_FOLDER = Path(__file__).parent
# WeChat's own page: what an article inherits where it says nothing.
_PHONE = (
    "<!doctype html><meta charset=utf-8><style>html{{background:{page};-webkit-text-size-adjust:100%}}"
    "body{{margin:0;padding:0 16px 32px;color:{ink};font:17px/1.6 -apple-system,BlinkMacSystemFont,'PingFang SC',"
    "'Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC',sans-serif;letter-spacing:.034em;text-align:justify;"
    "overflow-wrap:break-word}}h1{{margin:20px 0 14px;font-size:22px;line-height:1.4;letter-spacing:0;text-align:left}}"
    ".by{{margin:0 0 22px;color:{quiet};font-size:15px}}section,p,h2,h3,h4{{max-width:100%;box-sizing:border-box}}"
    "</style><h1>{title}</h1><p class=by>{author}</p>{article}"
)

_DAY = {"page": "#fff", "ink": "rgba(0,0,0,.9)", "quiet": "rgba(0,0,0,.3)"}
_NIGHT = {"page": "#191919", "ink": "#a3a3a3", "quiet": "rgba(255,255,255,.3)"}


def render_preview(article: Article, translator: Translator) -> str:
    """Return the page with the article in a phone's width and the buttons that copy it."""
    script = (_FOLDER / "page.js").read_text(encoding="utf-8")
    style = (_FOLDER / "page.css").read_text(encoding="utf-8")
    say = translator.say
    reasons = {name_source(gap.source): translator.explain(gap.problem) for gap in article.gaps}
    payload = {
        "html": article.html,
        "light": _render_phone(article, _box(article.html, reasons), **_DAY),
        "dark": _render_phone(article, _box(darken_article(article.html), reasons), **_NIGHT),
        "kept": _render_kept(article, reasons),
        "cover": _embed(article.cover),
        "copied": say("page-copied"),
        "copiedText": say("page-copied-text"),
        "failed": say("page-failed"),
        "failedText": say("page-failed-text"),
    }
    policy = f"default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; script-src 'sha256-{_hash(script)}'"
    return f"""<!doctype html>
<html lang="{"zh-CN" if translator.language == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(article.headline.title)}</title>
<style>{style}</style>
</head>
<body>
<main>
<div class="action">
<button id="copy" class="primary">{say("page-copy")}</button>
<p id="status" role="status">{say("page-hint")}</p>
</div>
<section class="phone">
<div class="bar">
<button id="light" aria-pressed="true">{say("page-light")}</button>
<button id="dark" aria-pressed="false">{say("page-dark")}</button>
<button id="kept" aria-pressed="false" aria-describedby="survival">{say("page-kept")}</button>
<span id="survival">{_describe_survival(article, translator)}</span>
</div>
<iframe id="frame" sandbox="allow-same-origin" title="{say("page-article")}"></iframe>
</section>
<aside>
{_render_cover(article, translator)}
{_render_fields(article, translator)}
{_render_problems(article, translator)}
{_render_steps(article, translator)}
</aside>
</main>
<script type="application/json" id="payload">{_write_json(payload)}</script>
<script>{script}</script>
</body>
</html>
"""


def _render_phone(article: Article, html: str, *, page: str, ink: str, quiet: str) -> str:
    headline = article.headline
    return _PHONE.format(
        page=page, ink=ink, quiet=quiet, title=escape(headline.title), author=escape(headline.author), article=html
    )


def _box(html: str, reasons: Mapping[str, str]) -> str:
    return box_gaps(html, reasons) if reasons else html


def _render_kept(article: Article, reasons: Mapping[str, str]) -> str:
    """Return the article as the editor leaves it; nothing where that is what stands under `light` already."""
    kept = article.survival[Layer.EDITOR].html
    return _render_phone(article, _box(kept, reasons), **_DAY) if kept != article.html else ""


def _describe_survival(article: Article, translator: Translator) -> str:
    survival = article.survival[Layer.EDITOR]
    lost, rewritten = survival.total(ChangeKind.LOST), survival.total(ChangeKind.REWRITTEN)
    return translator.say("page-survival", lost=lost, rewritten=rewritten)


def _write_json(payload: dict[str, str]) -> str:
    """Return JSON that no article can end the script element from."""
    return json.dumps(payload, ensure_ascii=False).replace("<", "\\u003c")


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")


def _render_fields(article: Article, translator: Translator) -> str:
    say, headline = translator.say, article.headline
    rows = []
    for name, part in measure_headline(headline).items():
        mark = "over" if part.length > part.limit else ""
        length = f'<span class="{mark}">{part.length}/{part.limit} {say(f"page-{part.unit}")}</span>'
        rows.append(_render_field(name.removesuffix("_url"), getattr(headline, name), length, say))
    sent = " + ".join(str(len(part.html)) for part in article.parts)
    pasting = say("page-pasting", chars=sent, limit=MAX_CONTENT_CHARS)
    rows.append(
        f'<div class="field" id="content"><div class="head"><span>{say("page-article")}</span>'
        f"<span>{len(article.html)} {say('page-chars')}</span></div><p>{pasting}</p></div>"
    )
    return "".join(rows)


def _render_cover(article: Article, translator: Translator) -> str:
    """Return the cover as a list of articles and as a chat shows it, and the button that saves it."""
    say, cover = translator.say, article.cover
    kept = escape(f"{article.name}-{cover.name}")
    save = f'<a class="button" data-cover="href" download="{kept}">{say("page-cover-save")}</a>'
    head = f"<span>{say('page-cover')}</span><span>{cover.width}×{cover.height}</span>{save}"
    crops = "".join(
        f'<img data-cover="src" class="{name}" alt="{say(f"page-cover-{name}")}" title="{say(f"page-cover-{name}")}">'
        for name in ("wide", "square")
    )
    return f'<div class="field" id="cover"><div class="head">{head}</div><div class="crops">{crops}</div></div>'


def _embed(picture: Picture) -> str:
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode('ascii')}"


def _render_field(name: str, value: str, length: str, say: Callable[[str], str]) -> str:
    label, copy = say(f"page-{name}"), say("page-copy-text")
    button = f'<button data-copy="{escape(value)}" aria-label="{copy} {label}">{copy}</button>' if value else ""
    shown = f"<p>{escape(value)}</p>" if value else f'<p class="none">{say("page-empty")}</p>'
    head = f'<div class="head"><span>{label}</span>{length}{button}</div>'
    return f'<div class="field" id="{name}">{head}{shown}</div>'


def _render_problems(article: Article, translator: Translator) -> str:
    rows = [
        f'<li class="{problem.severity}">{escape(translator.report(problem))}</li>'
        for problem in article.problems
        if problem.severity is not Severity.INFO
    ]
    if not rows:
        return f'<p class="clean">{translator.say("page-clean")}</p>'
    return f'<h2>{translator.say("page-problems")}</h2><ul class="problems">{"".join(rows)}</ul>'


def _render_steps(article: Article, translator: Translator) -> str:
    steps = ["paste", "headline", "cover", *(["source"] if article.headline.source_url else []), "look"]
    rows = "".join(f"<li>{translator.say(f'page-step-{step}')}</li>" for step in steps)
    return f'<h2>{translator.say("page-steps")}</h2><ol class="steps">{rows}</ol>'
