"""The peers that Python runs: `convert.py PEER once OUT THEME ISSUE` or `convert.py PEER warm ROUNDS THEME ISSUE…`.

Runs in the peers' own environment, where nothing of ours is.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

Convert = Callable[[str], str]


def make_xie() -> Convert:
    """Return what xie offers to other programs."""
    from xie.api import convert

    return lambda text: str(convert(text).html)


def make_md2wechat() -> Convert:
    """Return the converter of md2wechat, without the upload that its command cannot leave out."""
    from skills.md2wechat.libs.converter import MarkdownToWeChatConverter

    return lambda text: str(MarkdownToWeChatConverter().convert(text))


def make_premailer(css: str) -> Convert:
    """Return mistune, then premailer, both as they come."""
    from premailer import transform

    markdown = make_mistune()
    return lambda text: str(transform(f"<style>{css}</style><section class='nl'>{markdown(text)}</section>"))


def make_css_inline(css: str) -> Convert:
    """Return mistune, then an inliner that is compiled."""
    markdown, inline = make_mistune(), make_inliner(css)
    return lambda text: inline(markdown(text))


def make_comrak(css: str) -> Convert:
    """Return two compiled libraries one after the other: about the least that it can take from Python."""
    import comrak

    extensions = comrak.ExtensionOptions()
    extensions.table = extensions.strikethrough = extensions.footnotes = extensions.autolink = True
    extensions.front_matter_delimiter = "---"
    options = comrak.RenderOptions()
    options.unsafe_ = True
    inline = make_inliner(css)
    return lambda text: inline(comrak.render_markdown(text, extension_options=extensions, render_options=options))


def make_mistune() -> Convert:
    """Return mistune with what GitHub's Markdown has."""
    import mistune

    plugins = ["table", "strikethrough", "footnotes", "url", "task_lists"]
    markdown = mistune.create_markdown(escape=False, plugins=plugins)
    return lambda text: str(markdown(text))


def make_inliner(css: str) -> Convert:
    """Return css-inline for a theme."""
    import css_inline

    inliner = css_inline.CSSInliner(load_remote_stylesheets=False)
    return lambda html: str(inliner.inline_fragment(f"<section class='nl'>{html}</section>", css))


PEERS: dict[str, Callable[[str], Convert]] = {
    "xie": lambda _css: make_xie(),
    "md2wechat": lambda _css: make_md2wechat(),
    "premailer": make_premailer,
    "css-inline": make_css_inline,
    "comrak": make_comrak,
}


def main(peer: str, mode: str, argument: str, theme: str, *issues: str) -> None:
    """Convert one issue to a file, or all of them again and again, each time changed."""
    convert = PEERS[peer](Path(theme).read_text(encoding="utf-8"))
    texts = [Path(issue).read_text(encoding="utf-8") for issue in issues]
    if mode == "once":
        Path(argument).write_text(convert(texts[0]), encoding="utf-8")
    else:
        rounds = ([text.replace("。", f"{number}。") for text in texts] for number in range(int(argument)))
        sys.stdout.write(json.dumps([time_all(convert, changed) for changed in rounds]))


def time_all(convert: Convert, texts: list[str]) -> float:
    """Return the mean CPU seconds of an issue."""
    start = time.process_time()
    for text in texts:
        convert(text)
    return (time.process_time() - start) / len(texts)


if __name__ == "__main__":
    main(*sys.argv[1:])
