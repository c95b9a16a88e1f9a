"""What people are told, in Chinese and English: message ids and values in, a sentence out.

The English sentences stand here and are the catalogue's keys; the Chinese ones in `locale/`.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from publish.core.problem import Problem

LANGUAGES = ("zh", "en")
DOMAIN = "publish"
MAX_VALUE_CHARS = 200
_CATALOGUE = Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.mo"
# What would break the line, steer the terminal, or cannot be encoded.
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

_VALUE = re.compile(r"\{\w+\}")

ENGLISH = {
    # The issue file
    "issue-missing": "no issue {issue} in {folder}; nearest: {nearest} — check the date, or give the file's path",
    "issue-no-day": "there is no day {issue} — check month and day",
    "issue-folder-empty": "no issue {issue}: {folder} holds none — write {issue}.md there, or set newsletter.issues",
    "issue-no-path": "no file {path} — check the path",
    "issue-name": "{path} is no name for an issue — rename the file, for example 2020-06-17.md",
    "issue-name-no-day": (
        "the file is named {issue}, and there is no such day — rename it, or write publish_at in its front matter"
    ),
    "issues-none": "{folder} holds no issue — write 2020-06-17.md or the like there, or set newsletter.issues",
    "issue-twice": "{issue} was built already from another file of that name — build one of them with another --out",
    "issue-directory": "{path} is a folder — give one issue's date or file",
    "issue-no-file": "{path} is no regular file — give an issue's Markdown file",
    "file-outside": (
        "{path} leads to {target}, outside {root}: only the newsletter's own files are read and written — put the file "
        "itself there, or change what names it"
    ),
    "file-hidden": (
        "{path} leads to {target}, which is hidden: what begins with a dot is none of the newsletter's files — put the "
        "file where no folder is hidden, or change what names it"
    ),
    "link-broken": (
        "{path} is a link to {target}, and no file can be reached there — mend the link, remove it, or put the file "
        "itself there"
    ),
    "issue-large": "larger than {limit} MB — is this really an issue? split it",
    "issue-unreadable": "cannot read {path}: {reason} — check the path and its permissions",
    "issue-encoding": "not UTF-8 (byte {byte}) — save the file as UTF-8",
    "issue-empty": "the file is empty — write the issue first",
    "issue-nul": "holds a NUL character — remove it; the file may be damaged",
    "issue-deceptive": "holds the invisible character {code} {name}, which makes text read differently — remove it",
    "issue-slow": (
        "takes more than {limit} seconds of processor time to build — simplify the Markdown here, or split the issue"
    ),
    "machine-busy": "this machine is busy: not done after {limit} seconds — try again when it has less to do",
    "issue-line-long": "line longer than {limit} characters — break it, or save an embedded picture as a file",
    "front-matter-open": "front matter is not closed by --- within {limit} lines — add the closing ---",
    "front-matter-line": "front matter takes one `key: value` a line — mend this one: {excerpt}",
    "front-matter-twice": "front matter says {key} twice — keep one",
    "front-matter-long": "value of {key} is longer than {limit} characters — shorten it",
    "front-matter-plain": "value of {key} must be plain text — put it in quotes: {excerpt}",
    "front-matter-unknown": "front matter key {key} is not known and was ignored — known: {known}",
    "front-matter-address": "source_url is no http or https address and was ignored — mend it: {address}",
    "front-matter-licence": "licence {licence} is not known, so none is shown — use one of {known}",
    "knob-colour": '{key} takes a colour such as "#1f4e79" or "rgb(31, 78, 121)", not {value} — write one',
    "knob-colour-near": '{key} takes a colour such as "#1f4e79", not {value} — did you mean: "{nearest}"',
    "knob-accent-empty": 'accent says no colour; behind a bare # stands a comment — put it in quotes: "#1f4e79"',
    "knob-word": "{key} cannot be {value} — write one of {known}",
    "knob-word-near": "{key} cannot be {value} — did you mean: {nearest}; there are {known}",
    "knob-contrast": (
        "with the accent {accent} the theme {theme} leaves text hard to read, by day (☀) or in dark mode (☾): "
        '{excerpt} — the nearest that can be read is "{nearest}"'
    ),
    "knob-idle": "the theme {theme} has no accent, so accent changes nothing — delete it, or take another theme",
    "headline-chars": "{field} is longer than WeChat's {limit} characters and was cut — shorten it",
    "headline-bytes": "{field} is longer than WeChat's {limit} bytes of UTF-8 and was cut — shorten it",
    # Markdown beyond CommonMark
    "math-word": "math is true or false, not {value} — write `math: true` where $…$ are formulas",
    "code-word": "code cannot be {value} — write one or more of {known}",
    "code-slow": "colouring this {language} takes over {limit} s of processor time — it stays plain; split it",
    "diagram-unset": (
        "no program is named that draws {language}, so it stays code — install one and set markdown.{language} "
        "in publish.toml: mmdc (npm install -g @mermaid-js/mermaid-cli) or plantuml"
    ),
    "diagram-missing": "{program}, which is to draw {language}, is not installed, so it stays code — install it",
    "diagram-slow": "{program} takes over {limit} s of processor time here, so it stays code — simplify the diagram",
    "diagram-failed": "{program} could not draw this (exit code {code}), so it stays code — try it by hand",
    "diagram-many": "an issue has at most {limit} diagrams drawn, so this stays code — split the issue",
    "diagram-none": "{program} left no picture that can be used, so this stays code — try it by hand",
    "setting-code": "{key} cannot be {value} — write one or more of {known}",
    "setting-program": "{key} takes the name of a program, or its path — correct it",
    "setting-bool": "{key} takes true or false — correct it",
    "math-off": "$$ stays text here — write `math: true` in the front matter, or set markdown.math, for formulas",
    "formula-broken": "this is no TeX that can be drawn, so it stays code: {tex} — mend it",
    "formula-command": "the formula's {name} is not known, so it stays code — write it another way",
    "formula-letters": "a formula cannot hold {char}, so it stays code — write Chinese words outside it",
    "formula-long": "a formula longer than {limit} characters stays code — split it",
    "formula-deep": "a formula nested deeper than {limit} stays code — split it",
    "footnote-missing": "footnote [^{key}] is not written anywhere — add a line `[^{key}]: …`",
    "footnote-idle": "footnote [^{key}] is never referred to, so nobody sees it — write [^{key}] where it belongs",
    "container-open": "this ::: block is never closed — add a line `:::` below it, within 200 lines",
    "container-unknown": "there is no ::: block named {name} — known: {known}",
    "container-unknown-near": "there is no ::: block named {name} — did you mean: {nearest}; there are {known}",
    "container-comparison": "a comparison has two columns — write one line `+++` between them",
    # Newsletter rules
    "entry-no-link": "entry without a link: {title} — add its address",
    "entry-empty-url": "entry with an empty address: {title} — fill in the ()",
    "entry-unclosed-bracket": "entry whose [ is never closed: {title} — write [title](address)",
    "entry-bracket-without-url": "entry without an address behind its ]: {title} — write [title](address)",
    "entry-stray-url": "address repeated behind the link: {title} — delete the second one",
    "claim-false": "导读 promises {claimed} entries, there are {found} — write {found}",
    "intro-missing": "the issue has no 导读 — write one below the title: > 导读：…",
    "intro-empty": "the 导读 is empty — say in a few sentences what the issue is about",
    "intro-template": "the 导读 only names the sections — say what is in them",
    "intro-long": (
        "the 导读 has {chars} characters, the digest shows {limit} — shorten it, or write digest in the front matter"
    ),
    "intro-lazy": "this line of the 导读 lacks its > — begin it with >",
    "section-empty": "the section {section} has no entry — add one, or drop the heading",
    "title-undated": "the title has no date — write # 名称 (2020-06-17)",
    "title-no-day": "the title says {said}, and there is no such day — mend it",
    "title-date-other": "the title says {said}, the file {file} — make them the same",
    "title-date-twice": "{said} is the date of another issue, too: {others} — mend the one that is wrong",
    "title-order": (
        "the title says {said}, but the file {before} comes first and is dated later — mend date or file name"
    ),
    "title-colon": "a colon stands behind the date and no subtitle follows — write one, or delete the colon",
    "title-separator": "subtitle without ： behind the date — write (2020-06-17)：副标题",
    "title-long": (
        "the title has {chars} characters; WeChat documents {limit} and takes {most} today — shorten it, or write a "
        "shorter title in the front matter"
    ),
    "title-cut": (
        "the title has {chars} characters and WeChat takes {most}, so it goes out as “{cut}” — shorten it, or write a "
        "shorter title in the front matter"
    ),
    "title-space": "spaces at the end of the title — delete them",
    "list-loose": "blank line between the entries of one section — delete it",
    "separator-other": "title and source are not separated by “ | ” — write 标题 | 来源",
    "source-missing": "article without a source: {title} — write 标题 | 来源",
    "source-alias": "the source {source} is usually written {usual} — write it so",
    "source-host": "the source is {source}, but the address leads to {host} — mend one of them",
    "repository-other": "the title says {said}, the address {linked} — mend one of them",
    "repository-colon": "behind the repository stands no “: ” — write owner/repo: 标题",
    "tag-glued": "no space behind the tag — write [甲] [乙]",
    "tag-venue": "no space between conference and year — write {usual}",
    "arxiv-other": "the tag says {tag}, the entry links {linked} — mend one of them",
    "summary-missing": "entry without a summary: {title} — write 摘要：…",
    "summary-unlabelled": "text without a label where the summary should stand — begin it with 摘要：",
    "summary-colon": "no colon behind 摘要 — write 摘要：",
    "summary-empty": "the summary is empty — write it",
    "label-colon": "half-width colon behind a label — write ：",
    "label-alias": "the label {label} is usually {usual} — write it so",
    "label-unknown": "the label {label} is not one of the usual — take one of those if it fits",
    "field-repeats": "{label} repeats the entry's own address — leave it out, the article hides it",
    "summary-unfinished": "the summary ends without a full stop — finish the sentence",
    "summary-long": "the summary has {chars} characters, more than {limit} — shorten it",
    "summary-english": "the summary has no Chinese — translate it, or add a sentence",
    "colon-dangling": "the paragraph ends with ： and no list follows — write the list, or a full stop",
    "link-temporary": (
        "this address is a search result of WeChat and dead soon — open it and copy the article's own address"
    ),
    "link-session": "the address carries a session of WeChat: {names} — take that out",
    "url-punctuation": "Chinese punctuation right behind an address becomes a part of it — put a space between",
    "url-tracking": "the address tells who shared it: {names} — take that out",
    "url-http": "the address of {host} is not encrypted — write https:// if it works",
    "url-scheme": "the address lacks its beginning — write https:// before it",
    "url-slashes": "two slashes in a row in an address — delete one",
    "link-external": "{count} addresses of this issue lead out of WeChat and are shown as references — nothing to do",
    "image-host": "the picture lies at {host} — save it beside the issue",
    "link-used": "issue {issue} has this address already, line {line} — say something new of it, or leave it out",
    "break-lost": "this line and the next are one elsewhere than here — end it with two spaces",
    "text-swallowed": (
        "elsewhere than here this paragraph belongs to the last item of the list — put a blank line before it "
        "and indent it"
    ),
    "list-split": "elsewhere than here a list at the very left ends the entry — indent it by two spaces",
    "marker-brief": "Markdown does not know this marker — begin the line with -",
    "marker-bullet": "a typed bullet is no list — begin the line with -",
    "marker-number": "no space behind the number, so this is no list — write 1. 甲",
    "marker-missing": "a line without its - among hot news — write the marker, or join the lines",
    "space-trailing": (
        "one space at the end of a line means nothing, more than two are too many — leave none, or two for a line break"
    ),
    "link-twice": "this entry leads where line {line} leads — delete one of the two, or mend the address",
    "paragraph-twice": "this paragraph stands in line {line} already — delete one of the two",
    "summary-twice": "this is the second 摘要 of the entry, the first is in line {line} — make one of the two",
    "punctuation-double": "two punctuation marks in a row: {marks} — delete one",
    "quote-unpaired": "{mark} has no other half, or stands the wrong way round — mend it",
    "character-odd": "the character {code} looks like another, or like nothing — type it anew",
    "name-spelling": "{said} is spelt {usual} — write it so",
    "word-double": "a word twice in a row: {words} — delete one",
    "half-width": "half-width {mark} between Chinese characters — write the full-width one",
    "citation-left": "{mark} refers to a list that is not here — delete it, or link it",
    "figure-left": "{mark} refers to what the issue does not show — delete it, or add the picture",
    "traditional": "traditional characters: {chars} — write them simplified if they are no name",
    "trailer-missing": (
        "neither the issue nor publish.toml has: {missing} — set follow.qr, newsletter.editor and licence in "
        "publish.toml"
    ),
    "archive-ragged": "this row has {cells} cells, the first has {width} — fill it up with |",
    "archive-dead": "{count} back issues are not in this folder: {dates} — mend the dates, or drop the links",
    "archive-order": "{date} stands below {above} — put the newest first",
    "html-note": "a note written as HTML — write > 注：…",
    "html-raw": "HTML in the text: {tag} — write it as Markdown",
    "tail-stray": "text below the licence — delete it, or move it up",
    "note-form": "this note is usually worded otherwise — write it as always",
    "note-missing": "the note on owner/repo is missing — write > 注：每条内容前缀为…",
    "brief-end": "this hot-news line does not end with {usual} — write it",
    "article-split": "the article has {chars} characters at its plainest, more than {limit} — split the issue",
    "article-long": "the article has {chars} characters, near the limit of {limit} — drop an entry",
    "emphasis-dead": "** stays visible: {excerpt} — put no space inside, and punctuation outside the marks",
    "silence-unknown": "there is no rule {rule} to be allowed — publish rules lists them",
    "silence-reason": (
        "the comment that allows {rule} gives no reason, so it is not heeded — write <!-- check: allow {rule} why -->"
    ),
    # Rendering
    "emphasis-crowded": "more than {limit} emphasis marks in one paragraph are shown as written — split it",
    "html-removed": "HTML that WeChat or safety forbids was removed: {what} — write it as Markdown",
    "html-deep": "HTML nested too deep is shown as text — simplify it",
    "link-dead": "no reader could follow {url}; its text stays without a link — give a full address",
    "article-broken": "the article could not be parsed ({what}) — please report this issue file",
    "article-text-lost": "text would be lost in the article — please report this issue file",
    "article-deep": "nested deeper than {limit} levels — flatten lists, quotes or HTML",
    # Pictures
    "picture-missing": "no picture {path} — put it there, or mend the path",
    "picture-address": "picture address {url} leads nowhere public — save the picture beside the issue",
    "picture-outside": "picture {path} is not a plain file inside the repository — move it beside the issue",
    "picture-large": "picture {path} is larger than {limit} MB — make it smaller",
    "picture-pixels": "picture {path} has more than {limit} million pixels — make it smaller",
    "picture-format": "{path} is no picture that can be read, but seems to be: {what} — save it as PNG or JPEG",
    "picture-none": "{path} is no picture that can be read — save it as PNG or JPEG",
    "picture-broken": "picture {path} is a damaged {format} — save it again, as PNG or JPEG",
    "picture-slow": "picture {path} takes more than {limit} seconds of processor time — save it as a plain PNG or JPEG",
    "picture-busy": "this machine is busy: picture {path} is not done after {limit} seconds — try again later",
    "picture-heavy": "picture {path} takes too much memory to be drawn — save it as PNG or JPEG",
    "picture-svg": "picture {path} holds what is not drawn: {what} — take it out, or save the picture as PNG",
    "picture-first-frame": (
        "picture {path} moves, and only its first frame is shown: what moves must be a GIF of at most {limit} MB and "
        "{frames} frames, with {frame} million pixels a frame and {pixels} million in all — save it as a smaller GIF, "
        "or as a still picture"
    ),
    "picture-glyphs": "no font of this computer has some letters of picture {path} — save it as PNG where it was made",
    "picture-page": (
        "{url} is a page, no picture — give the picture's own address: right click on it, copy image address"
    ),
    "qr-too-long": "the QR code's content is too long ({length} characters) — shorten follow.qr",
    "logo-unreadable": "the QR code's logo is no readable {formats} — save it again",
    # Addresses of the web
    "fetch-address": "{url} is no address that can be read in one way only — copy it anew from the browser",
    "fetch-scheme": "{url} is no https address — give one that begins with https://",
    "fetch-credentials": "the address of {url} holds a name or password — take out what stands before the @",
    "fetch-port": "{url} asks for port {port}, where web pages seldom are — give an address without a port",
    "fetch-name": "no host {host} was found — check the address and the connection to the internet",
    "fetch-inner": "{url} leads to {address}, which is no part of the public web — save the file beside the issue",
    "fetch-stand-in": (
        "{url} leads to {address}, which a proxy program of this computer made up — switch off its fake-IP mode"
    ),
    "fetch-proxy": "the proxy does not lead to {url} — check proxy in publish.toml, and that the proxy is running",
    "fetch-unreachable": "cannot connect to {url} — try again later, or save the file beside the issue",
    "fetch-no-https": "{url} is not to be had by https — save the file beside the issue",
    "fetch-certificate": "{url} cannot prove who it is: its certificate is wrong — save the file beside the issue",
    "fetch-slow": "{url} answers too slowly — try again later, or save the file beside the issue",
    "fetch-cut": (
        "the answer of {url} is empty, damaged or breaks off — try again later, or save the file beside the issue"
    ),
    "fetch-large": "{url} is larger than {limit} MB — make it smaller",
    "fetch-packed": "{url} comes compressed, although nobody asked for that — save the file beside the issue",
    "fetch-redirects": "{url} is redirected more than {limit} times — give the address where it ends",
    "fetch-missing": "nothing is left at {url} ({status}) — mend the address",
    "fetch-forbidden": "{url} is not for everybody ({status}) — save the file beside the issue",
    "fetch-busy": "the server of {url} has trouble ({status}) — try again later, or save the file beside the issue",
    "fetch-status": "{url} answers with {status} instead of a file — check the address in a browser",
    # The cover
    "cover-address": "cover {url} is no file — save the picture beside the issue; until then one is drawn",
    "cover-small": "cover {path} has {size} pixels, {least} are needed — take a larger one; until then one is drawn",
    "cover-font-missing": (
        "no font with Chinese on this machine, so the cover has no Chinese — install one (Debian and Ubuntu: "
        "apt install fonts-noto-cjk, Fedora: dnf install google-noto-sans-cjk-fonts), or name a file as cover.font"
    ),
    "cover-font-poor": "the font {path} has no Chinese, and neither has the cover — name another one as cover.font",
    "font-missing": "no font file {path} — mend cover.font, or leave it out and one is looked for",
    "font-unreadable": "{path} is no font that can be read — name a .ttf, .otf or .ttc file as cover.font",
    # WeChat's rules
    "wechat-w01": "{excerpt} belongs to a page, not to an article — give one section and what it holds",
    "wechat-w01-doctype": "{excerpt} belongs to a page, not to an article — leave it out",
    "wechat-w01-roots": "{excerpt} elements stand at the top — put the article into one section",
    "wechat-w02": "a {excerpt} element never arrives — write the styles into style attributes",
    "wechat-w02-selector": (
        "a style attribute knows no selectors: {excerpt} — write what they would do on the element itself"
    ),
    "wechat-w03": "WeChat deletes every id: {excerpt} — leave it out",
    "wechat-w03-class": "no rule matches a class there: {excerpt} — write the style itself",
    "wechat-w04": (
        "{excerpt} is not known to survive, and may cost the element its whole style — use what "
        "docs/wechat-rules.md allows"
    ),
    "wechat-w04-tolerated": "{excerpt} was seen published, but not everywhere — do without it",
    "wechat-w06": "the editor unwraps {excerpt}, and its style is lost — use section for a container, p for text",
    "wechat-w07": "the editor unwraps {excerpt}, and its style is lost — use section instead",
    "wechat-w07-figure": "{excerpt} is unwrapped by some editors — use section, and a small paragraph for the caption",
    "wechat-w08": "WeChat removes {excerpt} — replace it with text or a picture",
    "wechat-w09": (
        "nodeleaf is the editor's own mark, and what is in this {excerpt} may vanish on the phone — leave it out"
    ),
    "wechat-w09-leaf": "a {excerpt} stands in a text run of the editor (span leaf) — put text alone there",
    "wechat-w11": "the page prints the article's title itself — begin with h2",
    "wechat-w12": "an empty {excerpt} is taken out — give it text or a no-break space, or decorate a neighbour",
    "wechat-w12-many": "{excerpt} children of one element are empty, and all would be taken out — leave them out",
    "wechat-w13": "{excerpt} elements of one tag and style stand in each other, and are pruned — nest less",
    "wechat-w13-deep": (
        "{excerpt} elements of one tag and style stand in each other; from ten on they are pruned — nest less"
    ),
    "wechat-w14": "nothing is known of {excerpt} in an article — use section, p or span",
    "wechat-w15": "little is known of {excerpt} in an article — say the same with span, p or text",
    "wechat-w16": "{excerpt} passes less surely than its equal — write strong or em, or a span with a style",
    "wechat-w17": (
        "one cannot stand in the other, so the markup is rearranged: {excerpt} — write valid HTML, tbody included"
    ),
    "wechat-w17-text": "text where only elements may stand: {excerpt} — put it into an item or a cell",
    "wechat-w17-open": "a tag without its match: {excerpt} — close every element once, where it ends",
    "wechat-w18": "scripts are removed: {excerpt} — leave it out",
    "wechat-w19": "{excerpt} means nothing to WeChat, and can make a card vanish — leave it out",
    "wechat-w20": (
        "no data-w says how wide this picture really is: {excerpt} — save the picture beside the issue, so "
        "that it can be measured"
    ),
    "wechat-w20-size": "a picture's {excerpt} may be stripped — size it in its style",
    "wechat-w21": "the attribute {excerpt} was not seen to arrive — leave it out",
    "wechat-w22": "{excerpt} does not reach the page — let the text flow in order",
    "wechat-w23": "text does not flow round {excerpt} on the phone — use a table or inline-block",
    "wechat-w24": "{excerpt} does not survive everywhere — use margins, or a table",
    "wechat-w24-flex": "{excerpt} survives in current clients alone — let the layout do without it",
    "wechat-w25": "{excerpt} does nothing on the phone — leave it out",
    "wechat-w26": "{excerpt} is deleted when pasted — leave it out",
    "wechat-w27": "{excerpt} has no value there, and can empty the whole style — write the value itself",
    "wechat-w28": "{excerpt} is deleted — write the result of the calculation",
    "wechat-w29": "{excerpt} is deleted, or costs the whole element — show the picture as img",
    "wechat-w30": "the short form {excerpt} was dropped where the long one stayed — write background-color",
    "wechat-w31": "{excerpt} works against the platform and against dark mode — leave !important out",
    "wechat-w32": "{excerpt} does nothing for Chinese, and may change its size — set fonts on code alone",
    "wechat-w32-quotes": "quotes may cut the style short: {excerpt} — name fonts of one word, without quotes",
    "wechat-w33": "{excerpt} differs from platform to platform — write left, center, right or justify",
    "wechat-w34": (
        "the text of this {excerpt} is justified by the page, and mixed lines are torn apart — write text-align"
    ),
    "wechat-w35": "lines overlap: {excerpt} — give at least 1.4 times the size of the text",
    "wechat-w35-tight": "lines stand too close: {excerpt} — give at least 1.4 times the size of the text",
    "wechat-w36": "{excerpt} does not fit every screen — give no width, or a percentage",
    "wechat-w36-wide": "{excerpt} runs over the edge of a phone — make it smaller",
    "wechat-w37": "this {excerpt} scrolls sideways and does not say that it means to — add data-ignore-width",
    "wechat-w38": "{excerpt} clips text on phones, or hides it — give no height",
    "wechat-w39": "{excerpt} hides something, which WeChat forbids — leave it out",
    "wechat-w40": "{excerpt} reaches beyond the column, which WeChat cuts off — give no negative margins",
    "wechat-w41": "the unit of {excerpt} follows the page or the screen — use px, em or %",
    "wechat-w42": "{excerpt} is rewritten — keep spaces by no-break spaces",
    "wechat-w43": "{excerpt} is deleted — draw the line as border-bottom",
    "wechat-w44": "{excerpt} may not be understood — write the colour as #rrggbb or rgba()",
    "wechat-w44-black": "the editor takes pure black for no colour: {excerpt} — write #333 or #191919",
    "wechat-w45": "{excerpt} is thinner than a pixel and may vanish — give 1px",
    "wechat-w46": "a text block leaves to others what it looks like ({excerpt}) — write it on the block itself",
    "wechat-w47": "this {excerpt} gets whatever margin the platform has — write margin, be it 0",
    "wechat-w48": "dark mode inverts {excerpt} — use a border",
    "wechat-w49": "white space between blocks becomes content: {excerpt} — write the article without it",
    "wechat-w50": "a line end or tab in the text becomes a break, or is lost: {excerpt} — write a space, or br",
    "wechat-w51": "the space between two elements is lost: {excerpt} — put it into one of them",
    "wechat-w51-run": "of several spaces one is left: {excerpt} — use no-break spaces",
    "wechat-w52": "the text holds the control character {excerpt} — remove it",
    "wechat-w52-break": "a zero-width space breaks the line: {excerpt} — remove it",
    "wechat-w53": (
        "this {excerpt} holds more than one section, and the editor moves the rest — put all it holds into one section"
    ),
    "wechat-w53c": "an inner {excerpt} is flattened or moved — draw it as indented lines with text markers",
    "wechat-w53d": "WeChat counts lists anew and drops {excerpt} — write the numbers as text",
    "wechat-w54": "WeChat removes every {excerpt} — write ☐ or ☑ as text",
    "wechat-w55": "line ends in code are lost: {excerpt} — write one paragraph a line",
    "wechat-w55-spaces": "the indentation of code collapses: {excerpt} — use no-break spaces",
    "wechat-w56": "{excerpt} is reported as soon as it overflows — use a section with one paragraph a line",
    "wechat-w56-native": (
        "the platform's own code block scrolls, and is reported for it: {excerpt} — use a section with one "
        "paragraph a line"
    ),
    "wechat-w57": "the class means something only in the platform's own code block: {excerpt} — leave it out",
    "wechat-w59": "the editor paints this {excerpt} grey — write background-color",
    "wechat-w59-padding": "the text of this {excerpt} touches its border — write padding on each cell",
    "wechat-w60": "a column of {excerpt} overflows a narrow screen — give columns no width, or a percentage",
    "wechat-w60-columns": (
        "{excerpt} columns do not fit a phone — put the table into a section that scrolls, or write one paragraph a row"
    ),
    "wechat-w62": "draft/add filters pictures of other hosts: {excerpt} — upload the picture first",
    "wechat-w65": (
        "this {excerpt} sits differently on every screen — write display:block;max-width:100%;height:auto;margin:0 auto"
    ),
    "wechat-w67": "a picture without alt: {excerpt} — say in words what it shows",
    "wechat-w68": "only links to WeChat articles live: {excerpt} — number it and list the address at the end",
    "wechat-w70": (
        "anchors, mail and relative links are removed, and can keep the article from being saved: {excerpt} "
        "— write text"
    ),
    "wechat-w72": "{excerpt} works by an id, which goes, or from elsewhere — draw with plain shapes, or as a picture",
    "wechat-w72-url": "the reference leads nowhere, for every id goes: {excerpt} — write the colour itself",
    "wechat-w73": "dark mode leaves this {excerpt} as it is — use currentColor, or give it a light background",
    "wechat-w74": "{excerpt} moves on phones alone, if at all — use a picture",
    "wechat-w75": "{excerpt} is lost, or leaks as text — write the formula as text, or as a picture",
    "wechat-w76": (
        "text cannot be read, by day (☀) or in dark mode (☾): {excerpt} — choose a colour of at least 4.5:1 on both"
    ),
    "wechat-w76-weak": (
        "text is hard to read, by day (☀) or in dark mode (☾): {excerpt} — take #555 or darker, never #5a5a5a to #888"
    ),
    "wechat-w76-accent": (
        "an accent is hard to read, by day (☀) or in dark mode (☾): {excerpt} — take a dark one that dark "
        "mode lifts, such as #1f4e79"
    ),
    "wechat-w76b": (
        "dark mode leaves a light slab of the background {excerpt} — take a grey such as #f7f7f7, or rgba() "
        "of at most 0.3"
    ),
    "wechat-w76c": "dark mode makes a light line brighter: {excerpt} — write it as rgba(0,0,0,0.12)",
    "wechat-w77": "{excerpt} is what dark mode writes, not what it reads — leave it out",
    "wechat-w78": "dark mode flattens a {excerpt} behind text — use one colour",
    "wechat-w79": (
        "data-no-dark keeps this {excerpt} alone light, and is reported — choose colours that dark mode can convert"
    ),
    "wechat-w80": "{excerpt} characters are more than draft/add takes — split the issue",
    "wechat-w80-near": "{excerpt} characters are near the limit of draft/add — split the issue, or drop an entry",
    "wechat-w80-paste": (
        "{excerpt} characters are more than draft/add takes; pasting still works — split the issue if it has "
        "to go through the API"
    ),
    "wechat-w88": "{excerpt} is a card that survives only as the platform's editor writes it — add it there by hand",
    "wechat-w89": "a QR code drawn as {excerpt} is not recognised by a long press — show it as a picture",
    # Themes
    "theme-missing": "no theme {theme} — there are: {known}",
    "theme-unreadable": "cannot read the theme: {reason} — save it as UTF-8",
    "theme-long": "theme longer than {limit} characters — shorten it",
    "theme-syntax": "CSS that cannot be read: {what} — mend it",
    "theme-at-rule": "{rule} cannot be inlined and would be lost — write plain rules",
    "theme-nested": "nested rules cannot be inlined — write them one below the other",
    "theme-root": ":root may only hold --variables, not {property} — style .article instead",
    "theme-selector": "selector cannot be read: {selector} — mend it",
    "theme-kind": "selector {selector} cannot be inlined ({what}) — use tags, classes, descendants and > only",
    "theme-class": "no element of an article has the class {hook} — did you mean: {nearest}",
    "theme-variable": "variable {variable} has no value — define it in :root: {excerpt}",
    "theme-variable-home": "variable {variable} must be defined in :root — move it there",
    "theme-important": "!important on {property} defeats dark mode — delete it: {excerpt}",
    "theme-property": "property {property} does not survive WeChat — delete it: {excerpt}",
    "theme-function": "functions other than rgb() and rgba() do not survive WeChat — write a plain value: {excerpt}",
    "theme-unit": "only %, px and em survive WeChat — change the unit: {excerpt}",
    "theme-colour": "not a colour that survives WeChat — write #rrggbb or rgba(): {excerpt}",
    "theme-illegible": (
        "text cannot be read, by day (☀) or in dark mode (☾): {excerpt} — choose colours at least 4.5:1 apart on both"
    ),
    "theme-faint": (
        "text is hard to read, by day (☀) or in dark mode (☾): {excerpt} — choose colours at least 4.5:1 apart on both"
    ),
    "theme-value": "value {value} of {property} does not survive WeChat — change it: {excerpt}",
    # Settings and output
    "settings-missing": "no settings file {path} — check --config",
    "settings-unreadable": "cannot read the settings: {reason} — save the file as UTF-8 text",
    "settings-syntax": "not valid TOML: {what} — mend the line",
    "setting-unknown": "{key} is no setting — known here: {known}",
    "setting-text": '{key} must be text — put its value in "quotes"',
    "setting-number": "{key} must be a whole number — write it without quotes",
    "setting-table": "{key} must be a table — write [{key}] on a line of its own, its keys below",
    "setting-range": "{key} must lie between {low} and {high}",
    "setting-address": "{key} must be an http or https address",
    "setting-proxy": (
        '{key} must be an http or https address such as "http://127.0.0.1:7890", without name, password or path'
    ),
    "setting-date-mark": "{key} must contain {{date}} where the issue's date goes",
    "setting-path": "{key} must be a path inside the repository, without .. and not beginning with /",
    "setting-font": "{key} must be the path of a font file, of at most 200 characters",
    "setting-licence": "{key} is no Creative Commons licence known here — for example {known}",
    "setting-theme": "{key} must be a theme's name: letters, digits, - and _",
    "setting-qr-twice": "{key} takes either qr or picture, not both — delete one",
    "publications-broken": "must map dates to addresses: {reason} — mend or delete it",
    "publication-unrecorded": (
        "“{title}” is out at {address}, and only that was not written down — mend what is said above and run publish "
        "release {issue} again: it sends nothing and writes the address; so does the next publish run"
    ),
    "file-unwritable": "cannot write {path}: {reason} — check permissions and free space",
    "output-unwritable": "cannot write {path}: {reason} — check permissions and free space, or choose another --out",
    "front-matter-comments": "comments cannot be {comments} and was ignored — write one of {known}",
    "setting-comments": "{key} must be one of {known}",
    "setting-newsletter-id": (
        "{key} must be 3 to 64 small letters, digits, dots, - and _, a letter or digit first — and never change it"
    ),
    "newsletter-id": (
        "this newsletter has no id, and without one a run cannot tell its issues from another newsletter's — write "
        'into publish.toml, once and for every clone, below [newsletter]: id = "{id}"'
    ),
    "newsletter-id-advice": (
        "this newsletter has no id yet, which a schedule needs — write into publish.toml, below [newsletter]: "
        'id = "{id}"'
    ),
    # The ledger
    "ledger-missing": (
        "there is no ledger at {path} — if no draft was ever sent from here, make one: publish ledger init; else "
        "put the file back, for a new one forgets what was sent"
    ),
    "ledger-no-file": "{path} is no regular file, so it is no ledger — move it away, or set ledger in publish.toml",
    "ledger-open": "others may write the ledger — run: chmod 600 {path}",
    "ledger-empty": (
        "the ledger {path} is empty, as a copy that failed is — put a good copy back; if there never was one, "
        "delete it and run publish ledger init"
    ),
    "ledger-foreign": "{path} is no ledger of publish — move it away, or set ledger in publish.toml",
    "ledger-newer": "the ledger {path} was written by a newer publish — update this one",
    "ledger-damaged": (
        "the ledger {path} is damaged ({reason}) — put a good copy back; without one move it away, look what is in "
        "the draft box, and run publish ledger init"
    ),
    "ledger-account": (
        "the ledger {path} knows nothing of the account {appid} — check the AppID; for a new account run publish "
        "ledger init"
    ),
    "ledger-unwritable": (
        "cannot read or write the ledger {path}: {reason} — check permissions and free space; what is not in it "
        "was not sent"
    ),
    "ledger-busy": "another program is writing the ledger {path} — wait until it is done",
    "account-busy": "another run is at work for the account {appid} — wait until it is done",
    # Releases, and the ledger that remembers them
    "ledger-copied": (
        "the ledger {path} is a copy: it was made as {place} on {host} — use that one; if it is no longer used, "
        "take this one over: publish ledger adopt"
    ),
    "ledger-behind": (
        "the ledger {path} is an old one: {count} steps were kept since, as after a restored backup, so that "
        "nothing is "
        "sent — put the newest one back; without it look in the console what went out since, then: publish ledger adopt"
    ),
    "ledger-unowned": (
        "the ledger holds {count} issues of this folder, {issue} among them, from a time when it did not ask "
        "whose they "
        "are — if they are this newsletter's: publish ledger adopt; if another's, run that there first"
    ),
    "ledger-claimed": "{count} deliveries of an older version are this newsletter's from now on",
    "ledger-held": (
        "{count} issues were due and are not in the ledger: they are held — publish status lists them; of each say "
        "whether it is out"
    ),
    "ledger-ours": "the ledger {path} was at home here already",
    "ledger-address": (
        "{name} must be the path of a file, or an address such as postgresql://user@host/database — mend it"
    ),
    "setting-ledger-password": (
        "{key} holds a password, which everybody who has the repository could read — leave it out there; put the "
        "whole address into the variable PUBLISH_LEDGER, or the password into ~/.pgpass"
    ),
    "ledger-adopted": (
        "the ledger {path} is the one that counts from now on — never use another copy again; what was not out "
        "by it is released by no schedule, only by publish release"
    ),
    "ledger-at-home": "the ledger {path} was at home here already — nothing was changed",
    "ledger-archive": "{count} issues were due before and count as out, from {first} to {last}: no schedule sends them",
    "prior-seen": (
        "the account shows “{title}” already, and the ledger does not know of it — publications: {addresses}; drafts: "
        "{drafts} — if that is this issue: publish draft {issue} --adopt; if another draft is to be added all the "
        "same: publish draft {issue} --anew; to release a draft all the same: publish release {issue} --anew"
    ),
    "prior-unseen": (
        "nobody can tell whether “{title}” was sent: the ledger may not be the newest, and the account does not "
        "show all "
        "that was sent — look in the console; if it is out: publish release {issue} --url ADDRESS; if not: publish "
        "draft {issue} --anew, and to release its draft: publish release {issue} --anew; publish ledger adopt says "
        "that the ledger is the newest"
    ),
    "prior-another": (
        "the newsletter {newsletter} has an issue {issue} in this account — if this is the same newsletter, write "
        "its id "
        "into publish.toml; if it is another one: publish draft {issue} --anew"
    ),
    "prior-unowned": (
        "the ledger has an issue {issue} in this account, and cannot tell which newsletter's — if it is this one's: "
        "publish draft {issue} --adopt, or for all of them publish ledger adopt; if another's: publish draft {issue} "
        "--anew"
    ),
    "prior-taken-over": (
        "{issue} was due when the ledger was taken over, and nobody can tell whether it went out — if it did: publish "
        "release {issue} --url ADDRESS; if not: publish draft {issue} --anew"
    ),
    "adopt-nothing": "there is nothing of “{title}” to be taken for this issue's — leave out --adopt",
    "draft-again": (
        "“{title}” was added again: the first draft was not in the draft box, twice, ten minutes apart. In case "
        "somebody "
        "sent that one, no run releases this one — look in the console, then: publish release {issue}"
    ),
    "draft-on-its-way": (
        "“{title}” was handed in for publishing, and its draft must not change now — see what became of it: publish "
        "release {issue}"
    ),
    "draft-out": (
        "“{title}” is out already ({address}), and WeChat lets nobody change it — add --anew to make another draft "
        "of it"
    ),
    "draft-would-submitted": "would send nothing, since it was handed in for publishing: {title}",
    "draft-would-held": "would send nothing, since a person must decide, by --adopt or --anew: {title}",
    "draft-would-published": "would send nothing, since it is out already, unless with --anew: {title}",
    "release-no-draft": "there is no draft of {issue} — push one first: publish draft {issue}",
    "release-changed": (
        "“{title}” was changed after its draft was pushed, and nothing was handed in — bring the draft up to date, "
        "look at it, and release again: publish draft {issue}"
    ),
    "release-unread": (
        "the draft of “{title}” was not read back whole, and nothing was handed in — run publish draft {issue} and "
        "look at what it says"
    ),
    "release-edited": (
        "the draft of “{title}” was edited in WeChat, and nothing was handed in — publish it there by hand and "
        "record its address: publish release {issue} --url ADDRESS; or replace it: publish draft {issue} "
        "--overwrite"
    ),
    "release-is-draft_intent": (
        "nobody knows whether the draft of “{title}” arrived — find out first: publish draft {issue}"
    ),
    "release-is-uncertain": (
        "nobody knows whether the draft of “{title}” is there — find out first: publish draft {issue}"
    ),
    "release-is-removed": (
        "the draft of “{title}” was taken away — if it is out, record its address: publish release {issue} --url "
        "ADDRESS; else make another: publish draft {issue} --anew"
    ),
    "release-is-failed": (
        "“{title}” did not go out — look at its draft in the console; hand it in again: publish release {issue} "
        "--resolve repeat"
    ),
    "release-nothing-held": "nothing about “{title}” is in doubt — leave out --resolve",
    "release-interrupted": (
        "a run ended while it handed in “{title}”, so that it may be on its way out — run publish release {issue}: "
        "it looks, and hands in nothing"
    ),
    "release-lost": (
        "the answer was lost when “{title}” was handed in, so that it may be on its way out — run publish release "
        "{issue}: it looks, and hands in nothing"
    ),
    "release-busy": (
        "WeChat did not find the draft of “{title}” when it was handed in: somebody may be publishing it — run "
        "publish release {issue}: it looks, and hands in nothing"
    ),
    "release-held-there": (
        "“{title}” may be on its way out, and is not to be seen yet; its draft is there — run the same command "
        "again in a while; if the console shows no publication: publish release {issue} --resolve repeat, or "
        "abandon"
    ),
    "release-held-gone": (
        "“{title}” is probably out: its draft is gone, and no list shows it yet — run the same command again in a "
        "while, or look in the console and record its address: publish release {issue} --url ADDRESS"
    ),
    "release-too-soon": (
        "“{title}” may still be on its way out — wait another {minutes} minutes before it is handed in again"
    ),
    "release-several": (
        "several publications may be “{title}”: {addresses} — record the right one: publish release {issue} --url "
        "ADDRESS"
    ),
    "release-status": (
        "WeChat names a status of “{title}” that nobody knows — look in the console; publish release {issue} asks again"
    ),
    "release-abandoned": (
        "the release of “{title}” was given up — to hand it in after all: publish release {issue} --resolve repeat"
    ),
    "release-pending": (
        "“{title}” was accepted and is not out yet, which may take hours — run publish release {issue} again later: "
        "it asks, and hands in nothing"
    ),
    "release-not-original": (
        "“{title}” did not pass WeChat's check of originality (article {articles}) — take the mark of originality "
        "off in the draft, then: publish release {issue} --resolve repeat"
    ),
    "release-failed": (
        "WeChat could not publish “{title}” (article {articles}); a test account never can — look at the draft in "
        "the console, then: publish release {issue} --resolve repeat"
    ),
    "release-rejected": (
        "WeChat's review rejected “{title}” (article {articles}) — mend the issue, push its draft again and release "
        "it: publish draft {issue}"
    ),
    "release-removed": (
        "“{title}” was published, and then deleted by the account — to publish it again: publish draft {issue} --anew"
    ),
    "release-banned": (
        "“{title}” was published, and then taken down by WeChat — read the notices in the console before anything else"
    ),
    "release-by-hand": (
        "the account may not publish through the API, so the draft of “{title}” waits in the draft box — publish "
        "it in the console (草稿箱 → 发表; with 群发通知 followers are told), then record its address: publish release "
        "{issue} --url ADDRESS"
    ),
    "release-address": (
        "nobody knows the address of “{title}” — open the article, copy its link, and record it: publish release "
        "{issue} --url ADDRESS"
    ),
    "release-archive": "was due before the ledger was made, and counts as out",
    "release-sandbox": ("an address of the sandbox leads nowhere outside it, so publications.json was left as it is"),
    "release-submitting": "handing in {title}",
    "release-waiting": "waiting until {title} is out; it may be interrupted with Ctrl+C, and found out later",
    "release-looking": "looking for {title} among the publications",
    "release-done-released": (
        "published: {title} — at its address alone: no follower is told, and it is not on the account's page; "
        "another time --mass, or a mass send of the draft by hand in the console, brings it there"
    ),
    "release-done-sent": "sent to every follower, and on the account's page: {title}",
    "release-done-found": "it was out already, and nothing was handed in twice: {title}",
    "release-done-known": "it is out already; nothing was done: {title}",
    "release-done-adopted": "its draft is this issue's from now on, and nothing was sent: {title}",
    "release-done-recorded": "recorded as published: {title}",
    "release-done-abandoned": "given up; no later run hands it in: {title}",
    "release-done-by-hand": "the draft is ready: {title}",
    "state-planned": "planned",
    "state-draft_intent": "draft being sent",
    "state-drafted": "in the draft box",
    "state-uncertain": "draft in doubt",
    "state-removed": "removed",
    "state-release_intent": "being handed in",
    "state-submitted": "accepted, not out yet",
    "state-published": "out",
    "state-held": "held: yours to decide",
    "state-failed": "did not go out",
    "column-issue": "Issue",
    "status-state": "State",
    "status-since": "Since",
    "status-at": "When",
    "status-ids": "WeChat's ids",
    "status-note": "Address, or what to do",
    "status-none": "nothing was sent from here yet",
    "history-none": "the ledger knows nothing of {issue} — publish status lists what it knows",
    "about-release": (
        "publish the draft of an issue at an address alone, of which no follower is told and which is not on the "
        "account's page (--mass does both), or find out what became of it; nothing is ever handed in twice by "
        "itself"
    ),
    "about-status": "show how far every issue has come, from the ledger alone",
    "about-history": "show every step of one issue, from the ledger alone",
    "help-mass": "send it to every follower and onto the account's page, which uses up the day's mass send",
    "help-resolve": (
        "your word on a publication in doubt, once you have looked in the console: hand it in again, it is out, or "
        "give it up"
    ),
    "help-url": "record that the issue is out at this address, and send nothing",
    "help-ledger-act": (
        "set up the ledger, or add the account to it; or take over one that was copied, moved or put back from a "
        "backup, or is from before newsletters had ids"
    ),
    "help-ledger-from": "with init: issues dated from this day on do not count as out, even if they are due",
    "usage-address": "not the address of an article at https://mp.weixin.qq.com/s/…",
    "about-ledger": "set up the ledger, the record of what was sent to the account, or take one over",
    "setting-ledger": "{key} must be the path of a file, or an address such as postgresql://user@host/database",
    # Drafts
    "issue-unwritten": "no section holds anything yet, so this cannot go out — write the issue first",
    "draft-held-back": "nothing was sent: the last {count} things above must be mended first",
    "draft-title": "WeChat changed the title: of “{sent}” it kept “{kept}” — look at the draft",
    "draft-text": "WeChat changed the text: of “{sent}” it kept “{kept}” — look at the draft",
    "draft-author": "WeChat changed the author: of “{sent}” it kept “{kept}” — look at the draft",
    "draft-digest": "WeChat changed the digest: of “{sent}” it kept “{kept}” — look at the draft",
    "draft-source": "WeChat changed the read-more address: of “{sent}” it kept “{kept}” — look at the draft",
    "draft-pictures": "of {sent} pictures WeChat kept {kept} — run the same command again: it uploads them anew",
    "draft-link": "WeChat dropped the link to {url} — look at the draft",
    "draft-unread": (
        "the draft {title} is there but cannot be read yet — run publish draft {issue} later, which only compares"
    ),
    "draft-several": (
        "several drafts may be {title}: {ids} — delete all but one in the draft box, then run the same command again"
    ),
    "draft-uncertain": (
        "nobody knows whether the draft {title} arrived, and it is not to be found — look into the draft box: if "
        "it is there, wait and run the same command again; if not, a run adds it again once it was missing for ten "
        "minutes, or do it now: publish draft {issue} --anew"
    ),
    "draft-gone": (
        "the draft {title} is no longer in the draft box: somebody deleted or published it — to add another one: "
        "publish draft {issue} --anew"
    ),
    "draft-published": (
        "the draft {title} was published by hand: {address} — to add another draft all the same: publish draft "
        "{issue} --anew"
    ),
    "draft-parts": (
        "the draft {title} holds {kept} articles, and the issue now becomes {wanted}, which an update cannot do — "
        "delete the draft in the draft box, then: publish draft {issue} --anew"
    ),
    "draft-edited": (
        "the draft {title} was edited in WeChat — carry the changes into the issue, then: publish draft {issue} "
        "--overwrite"
    ),
    "draft-stdin": (
        "a draft needs a file: what comes from standard input has no name to be found again by — save it first"
    ),
    "draft-uploading-picture": "uploading the picture {name}",
    "draft-uploading-cover": "uploading the cover {name}",
    "draft-title-shortened": (
        "WeChat refused the title “{title}” as too long, and it went out as “{sent}” — shorten it to {limit} "
        "characters, or write a shorter title in the front matter"
    ),
    "draft-library-full": (
        "the account's material library has room for {left} of the {wanted} pictures that go there: it holds {count} "
        "of {limit} — delete old pictures in the console (素材库 → 图片), or replace moving pictures by still ones"
    ),
    "draft-library-filling": (
        "the account's material library is nearly full: it holds {count} pictures of {limit}, and every cover and GIF "
        "is one more — delete old ones in the console (素材库 → 图片)"
    ),
    "draft-adding": "adding the draft {title}",
    "draft-updating": "updating the draft {title}",
    "draft-looking": "looking for the draft {title}, whose sending was interrupted; this may take a minute and a half",
    "draft-reading": "reading the draft {title} back",
    # Command line
    "about": "Turn issues of a Markdown newsletter into articles for a WeChat Official Account.",
    "about-build": "build the articles of one or more issues",
    "about-themes": "list the themes there are, the repository's own first",
    "about-rules": "list what an issue, and the article it becomes, are checked for",
    "about-sandbox": (
        "serve a stand-in for the WeChat platform on this machine, to try drafts and publishing without an account"
    ),
    "help-issue": (
        "a date (2020-06-17), the path of a Markdown file, or - to turn standard input into an article "
        "on standard output"
    ),
    "help-all": "build every issue of the folder",
    "help-theme": "theme to use instead of the settings' one",
    "help-out": "folder for the results (default: build)",
    "help-json": "print the result as JSON",
    "help-quiet": "print only problems and the path of the result",
    "help-lang": "language of messages",
    "help-config": "settings file (default: publish.toml, looked for upwards)",
    "help-port": "port to listen on (default: 8765); 0 takes any free one",
    "help-data": "SQLite file that keeps the state (default: memory alone)",
    "usage-port": "give a number from 0 to 65535",
    "usage-no-issue": "no issue given — say which one (2020-06-17) or --all",
    "usage-stdin": "- stands alone: its article goes to standard output, and no other with it",
    "usage-both": "give issues or --all, not both",
    "usage-wrong": "{what} — see {command} --help",
    "built": "{title}: {entries} entries, {references} references, {chars} characters",
    "built-survival": (
        "in WeChat, pasted: {editor_kept} kept, {editor_rewritten} rewritten, {editor_lost} lost; "
        "as a draft: {store_kept} kept, {store_rewritten} rewritten, {store_lost} lost, {uploads} pictures to upload"
    ),
    "times": " ({times} places)",
    "built-next": "open {path} in a browser, press “Copy article” and paste into the WeChat editor",
    "built-before": "{title}: nothing has changed since it was built",
    "built-many": "{count} of {total} articles are in {path}, {unchanged} unchanged — open preview.html, copy, paste",
    "themes-next": "* is the one in publish.toml (theme = 'NAME') — take another for once with --theme NAME",
    "rules-both": "paste, api",
    "rules-error": "error  ",
    "rules-warning": "warning",
    "rules-info": "hint",
    "rules-issue": "issue",
    "rules-mends": "issue, fix",
    "rules-next": (
        "… stands for what is found — examples are in docs/newsletter-rules.md, the evidence for WeChat in "
        "docs/wechat-rules.md, both in --json"
    ),
    "folder-gone": "the current folder is gone — change to another one",
    "output-lost": "the output could not be written: {reason} — what was done stays done; look before it is repeated",
    "interrupted": "interrupted",
    # Command line: publish check
    "help-check-issue": "a date (2020-06-17), the path of a Markdown file, or - for standard input",
    "about-check": "tell what the editor should mend in issues; without ISSUE, in every one of the folder",
    "help-fix": "repair what can be repaired without asking, and show the changes",
    "help-diff": "show what --fix would change, and change nothing",
    "help-strict": "exit with 3 for warnings, too",
    "help-format": "what to print: text for people (default), json, github annotations, or sarif",
    "setting-rule": "{key} is no rule of the newsletter — publish rules lists them: N01 to N58",
    "setting-severity": "{key} must be error, warning, info or off — write one of them",
    "usage-fix-input": "standard input cannot be repaired — give a date or a file",
    "check-more": "{count} more of {rule} — --format json shows every one",
    "check-column-error": "Errors",
    "check-column-warning": "Warnings",
    "check-column-info": "Hints",
    "check-column-mendable": "Mendable",
    "check-column-sum": "Sum",
    "check-clean": "nothing to mend",
    "check-mended": "{count} findings were mended — read the changes above, or git diff",
    "check-would-mend": "{count} findings would be mended — take --fix instead of --diff to do it",
    "check-next-fix": "{count} of these can be mended for you — see how with --diff, do it with --fix",
    # The sandbox
    "sandbox-account": "AppID {appid}, secret {secret}: {profile}",
    "sandbox-ready": "page: {url} · API: {api} · stop it with Ctrl+C",
    "port-taken": ("port {port} is in use — stop the other program, or choose another --port (0 takes any free one)"),
    "port-refused": "cannot listen on port {port}: {reason} — choose another --port",
    "sandbox-data-foreign": "{path} is not a file of this version's sandbox — give another --data",
    "sandbox-data-unreadable": "cannot use {path}: {reason} — check the path, or give another --data",
    "sandbox-title": "WeChat sandbox",
    "sandbox-about": "A stand-in for the platform; nothing leaves this machine.",
    "sandbox-time": "Time here: {time}",
    "sandbox-accounts": "Accounts",
    "sandbox-drafts": "Drafts",
    "sandbox-no-drafts": "No drafts yet.",
    "sandbox-publications": "Publications",
    "sandbox-no-publications": "Nothing has been published yet.",
    "sandbox-nothing": "Send a draft, and it appears here as on a phone.",
    "sandbox-draft": "draft",
    "sandbox-status-published": "published",
    "sandbox-status-pending": "publishing",
    "sandbox-status-originality": "originality check failed",
    "sandbox-status-failed": "failed",
    "sandbox-status-rejected": "rejected by the platform",
    "sandbox-status-deleted": "deleted by the owner",
    "sandbox-status-banned": "removed by the platform",
    "sandbox-profile-personal": "personal: drafts only",
    "sandbox-profile-verified": "verified: drafts and publishing",
    "sandbox-profile-service": "service account: drafts and publishing",
    "sandbox-profile-test": "test: publishing always fails",
    "sandbox-profile-expired": "certification has expired",
    "sandbox-faults": "Faults",
    "sandbox-fault-endpoint": "Call",
    "sandbox-fault-kind": "What goes wrong",
    "sandbox-fault-when": "The call is",
    "sandbox-fault-nth": "From call no.",
    "sandbox-fault-times": "Times (0: always)",
    "sandbox-fault-seconds": "Seconds",
    "sandbox-fault-code": "Error code",
    "sandbox-kind-hang": "no answer",
    "sandbox-kind-latency": "a slow answer",
    "sandbox-kind-reset": "connection reset",
    "sandbox-kind-cut": "answer cut off",
    "sandbox-kind-drip": "answer drips in",
    "sandbox-kind-endless": "answer without end",
    "sandbox-kind-broken-json": "broken JSON",
    "sandbox-kind-not-json": "HTML instead of JSON",
    "sandbox-kind-empty": "empty answer",
    "sandbox-kind-empty-object": "an empty object",
    "sandbox-kind-status": "HTTP 502",
    "sandbox-kind-redirect": "redirect elsewhere",
    "sandbox-kind-errcode": "error code",
    "sandbox-kind-intruder": "token renewed by somebody else",
    "sandbox-when-before": "not carried out",
    "sandbox-when-after": "carried out",
    "sandbox-when-late": "carried out later",
    "sandbox-fault-set": "Set fault",
    "sandbox-fault-clear": "Clear all faults",
    "sandbox-calls": "Latest calls",
    # The platform: what a call came to
    "api-unreachable": (
        "WeChat cannot be reached, nothing was sent — check the network, then run the same command again"
    ),
    "api-unreachable-here": (
        "nothing listens at the account's address on this machine, nothing was sent — start the sandbox: make sandbox; "
        "or take away WECHAT_API and the account's api to reach WeChat"
    ),
    "api-certificate": (
        "whoever answers for WeChat cannot prove to be it, nothing was sent — check the network and api in publish.toml"
    ),
    "api-proxy": (
        "the proxy does not connect to WeChat, nothing was sent — check that it runs, and proxy of the account in "
        "publish.toml"
    ),
    "api-slow-asked": (
        "WeChat did not answer in time — nothing was changed; run the same command again in a few minutes"
    ),
    "api-slow-again": (
        "WeChat did not answer in time, and may have done as asked — repeating does no harm: run the same command "
        "again in a few minutes"
    ),
    "api-slow-look": (
        "WeChat did not answer in time, and may have done as asked — do not repeat it by hand: look into 草稿箱 "
        "and 发表记录 of the console first"
    ),
    "api-cut-asked": (
        "the connection broke before WeChat's answer was whole — nothing was changed; run the same command again "
        "in a few minutes"
    ),
    "api-cut-again": (
        "the connection broke before WeChat's answer was whole, and may have done as asked — repeating does no "
        "harm: run the same command again in a few minutes"
    ),
    "api-cut-look": (
        "the connection broke before WeChat's answer was whole, and may have done as asked — do not repeat it by "
        "hand: look into 草稿箱 and 发表记录 of the console first"
    ),
    "api-status-asked": (
        "something on the way to WeChat answered with HTTP {status} — nothing was changed; run the same command "
        "again in a few minutes"
    ),
    "api-status-again": (
        "something on the way to WeChat answered with HTTP {status}, and may have done as asked — repeating does "
        "no harm: run the same command again in a few minutes"
    ),
    "api-status-look": (
        "something on the way to WeChat answered with HTTP {status}, and may have done as asked — do not repeat "
        "it by hand: look into 草稿箱 and 发表记录 of the console first"
    ),
    "api-strange-asked": (
        "the answer cannot be understood — nothing was changed; run the same command again in a few minutes"
    ),
    "api-strange-again": (
        "the answer cannot be understood, and may have done as asked — repeating does no harm: run the same "
        "command again in a few minutes"
    ),
    "api-strange-look": (
        "the answer cannot be understood, and may have done as asked — do not repeat it by hand: look into 草稿箱 "
        "and 发表记录 of the console first"
    ),
    "api-busy-asked": "WeChat says it is busy (-1) — nothing was changed; run the same command again in a few minutes",
    "api-busy-again": (
        "WeChat says it is busy (-1), and may have done as asked — repeating does no harm: run the same command "
        "again in a few minutes"
    ),
    "api-busy-look": (
        "WeChat says it is busy (-1), and may have done as asked — do not repeat it by hand: look into 草稿箱 and "
        "发表记录 of the console first"
    ),
    "token-busy": (
        "another run of publish has been fetching an access token for too long — wait for it, or end it, then try again"
    ),
    # The platform: why it refuses
    "api-unknown": (
        "WeChat refuses with a code that is not known here: {code} {words} (rid {rid}) — look it up in WeChat's "
        "list of error codes (全局返回码)"
    ),
    "api-bug": (
        "WeChat does not understand the call: {words} — a mistake of ours: please report it together with this line"
    ),
    "api-token-rejected": (
        "WeChat turns the access token down even after it was renewed — another program takes it away: let it use "
        "stable_token without force_refresh, and try again in a minute"
    ),
    "api-secret": (
        "the AppSecret is wrong or was reset — copy it again from 设置与开发 → 基本配置 and give it anew (see "
        "README, accounts)"
    ),
    "api-secret-frozen": "the AppSecret is frozen — unfreeze it under 设置与开发 → 基本配置",
    "api-appid": "WeChat knows no such AppID — compare it with 设置与开发 → 基本配置",
    "api-appid-here": (
        "what listens on this machine knows no such AppID: a sandbox knows its own accounts alone — add --account "
        "sandbox; or take away WECHAT_API and the account's api to reach WeChat"
    ),
    "api-credentials": "AppID or secret did not arrive — give them anew (see README, accounts)",
    "api-revoked": (
        "the credentials were withdrawn when the account's password changed — confirm them in the console, then "
        "try again"
    ),
    "api-address": (
        "WeChat does not let calls in from the address {address} — add it under 设置与开发 → 基本配置 → IP白名单, "
        "wait up to ten minutes, and try again"
    ),
    "api-address-day": "the administrator refused this machine's address twice — wait 24 hours, or confirm it then",
    "api-address-hour": "the administrator refused this machine's address — wait an hour, and have it confirmed then",
    "api-confirmation": (
        "the account's administrator must confirm this machine — tap the message that WeChat sent, then try again"
    ),
    "api-token-forbidden": "WeChat forbids this account to get access tokens — see the notices in the console",
    "api-https": "WeChat wants https — write https:// in api of the account in publish.toml",
    "api-url": (
        "WeChat knows no such address, or a link is not valid — check the links, and api of the account in publish.toml"
    ),
    "api-third-party": (
        "the account's rights lie with a third-party platform — give publish the account's own AppID and secret"
    ),
    "api-quota": (
        "today's calls of this kind are used up — wait until midnight in China; publish doctor shows what is left"
    ),
    "api-too-often": "too many calls within a minute — wait some minutes, then run the same command again",
    "api-clearing": "this month's clearings of the counters are used up — wait for the next month",
    "api-not-authorised": (
        "the account may not make this call — publishing through the API needs a verified account; push a draft "
        "and publish it by hand in the console"
    ),
    "api-restricted": "WeChat restricts this account: {words} — see the notices in the console",
    "api-banned": (
        "WeChat has taken this right from the account for breaking its rules — see the notices in the console"
    ),
    "api-frozen": "the account is frozen — see the notices in the console",
    "api-mass": "WeChat refuses the mass send: {words} — send it by hand in the console",
    "api-picture-type": "WeChat does not take this kind of picture — save it as JPEG or PNG",
    "api-picture-size": "the picture is too large — make it smaller than 1 MB, a cover smaller than 10 MB",
    "api-picture-empty": "the picture arrived empty — check that its file is whole",
    "api-picture-broken": (
        "WeChat cannot read the picture: damaged, or of extreme size — save it anew as JPEG, a few thousand "
        "pixels wide at most"
    ),
    "api-picture-url-long": "the address of a picture is too long — let publish upload the picture",
    "api-media-gone": "WeChat knows no such media id: deleted, temporary, or another account's — upload it again",
    "api-cover-gone": (
        "the cover is not in this account's library: deleted, another account's, or uploaded a moment ago — run "
        "the same command again"
    ),
    "api-cover-kind": "the cover is no picture of the library — upload one as JPEG or PNG",
    "api-draft-gone": (
        "the draft is no longer there, or is being published: look into 草稿箱 and 发表记录 of the console"
    ),
    "api-draft-or-cover-gone": (
        "the draft or its cover is no longer there, or the draft is being published — look into 草稿箱 and "
        "发表记录 of the console"
    ),
    "api-material-used": "the material is used by a menu or an automatic reply — take it out there first",
    "api-index": "the draft has no article of that number — it was changed in the console: look there",
    "api-article-empty": "the article is empty — check that the issue holds text",
    "api-articles-many": "a draft takes eight articles — push the others as another draft",
    "api-title-long": "WeChat refuses the title as too long — write a shorter title in the front matter",
    "api-author-long": "the author is too long for WeChat — shorten it to 16 characters",
    "api-digest-long": "the digest is too long for WeChat — shorten it to 40 Chinese characters, or leave it out",
    "api-source-url": "WeChat does not take the read-more address — give a short http or https address as source_url",
    "api-content-long": "the article is too long for the API — split the issue, or drop entries",
    "api-content": (
        "WeChat finds something in the article that it does not take, and does not say what — look for links out "
        "of WeChat, other accounts' pictures and odd characters; publish check helps"
    ),
    "api-crop": "WeChat cannot crop the cover — use a larger picture, 900 × 383 pixels or more",
    "api-product": "WeChat does not take the product card: {words} — leave it out",
    "api-comments": "the account may not open comments — switch them off for this article",
    "api-console": "the draft must be seen in the console first: {words} — open it in 草稿箱, save or publish it there",
    "api-publishing-banned": "WeChat does not let this account publish — see the notices in the console",
    "api-publishing-often": "WeChat finds that this account publishes too often — wait some hours",
    "api-publish-id": "WeChat knows no such publication — look into 发表记录 of the console",
    "api-article-id": "WeChat knows no such published article — look into 发表记录 of the console",
    "api-rid": "WeChat knows no such call of this account: {words} — copy the rid whole; it is kept for seven days",
    "api-no-such-call": "the account has no such call: {words} — nothing to mend where publish does not need it",
    # Accounts and secrets
    "state-unwritable": (
        "cannot write {path}: {reason} — check permissions and free space, or set XDG_STATE_HOME to another folder"
    ),
    "account-none": (
        "no account is set up — run publish account add NAME; or try it out: make sandbox, then --account sandbox"
    ),
    "account-several": "there are several accounts: {known} — say which one with --account NAME",
    "account-unknown": "no account {name} — there are: {known}",
    "account-there": "account {name} is there already — change it in publish.toml, or take another name",
    "account-appid": "{name} is no AppID — it is wx and 16 letters or digits, see 设置与开发 → 基本配置",
    "account-api": (
        "{name} must be an https address, or an http address of this machine by number, such as "
        "http://127.0.0.1:8765/cgi-bin"
    ),
    "account-no-secret": (
        "the secret of account {name} is not to be found — set {variable}, or write it to {path}, or run publish "
        "account add"
    ),
    "account-no-secret-here": (
        "account {name} ({appid}) is to be used at {api}, on this machine, and its secret is not to be found — to try "
        "it on the sandbox add --account sandbox; to reach WeChat take away {where}; for a relay of your own set "
        "{variable}"
    ),
    "account-here": (
        "account {name} ({appid}) is to be used at {api}, on this machine — to try it on the sandbox add --account "
        "sandbox; to reach WeChat take away {where}"
    ),
    "account-sandbox-own": (
        "{appid} is no AppID of the sandbox, which --account sandbox means — take away {appid_name} to try it there, "
        "or leave out --account sandbox to reach WeChat"
    ),
    "account-sandbox-elsewhere": (
        "account {name} has an AppID of the sandbox ({appid}), which {api} cannot know — to try it on the sandbox take "
        "away {where}; to reach WeChat give the account its own AppID"
    ),
    "account-secret-shape": (
        "what {where} holds is no AppSecret — it is 32 letters and digits, see 设置与开发 → 基本配置"
    ),
    "account-file-unreadable": "cannot read the secret file {path} — give the path of a text file that is yours",
    "account-file-open": "others can read the secret file {path} — run chmod 600 on it",
    "account-file-inside": (
        "the secret file {path} lies in the repository, and so with everybody who has it — move it out, for "
        "example to ~/.config/publish"
    ),
    "account-by-hand": (
        "the accounts are written in a form that nothing can be added to — add these lines yourself: {table}"
    ),
    "account-ask-appid": "AppID (设置与开发 → 基本配置):",
    "account-ask-secret": "AppSecret (not shown):",
    "account-added": (
        "account {name} is in publish.toml, its secret in that file alone — see whether all is well: publish "
        "doctor --account {name}"
    ),
    "setting-appid": "{key} must be an AppID: wx and 16 letters or digits",
    "setting-api": (
        "{key} must be an https address, or http:// and this machine by number such as http://127.0.0.1:8765/cgi-bin"
    ),
    "setting-api-proxy": (
        '{key} must be the address of an http proxy with its port, such as "http://192.0.2.7:3128", without name '
        "and password"
    ),
    "setting-account-name": "{key} is no name for an account — take small letters, digits and -, a letter first",
    "setting-secret": (
        "{key}: no secret belongs into this file, which others read — delete the line, reset the secret if it was "
        "shared, and run publish account add"
    ),
    "setting-needed": "{key} is missing — add it",
    # publish doctor
    "doctor-settings": "settings: {path}",
    "doctor-account": "account {name}: {appid}, and its secret is at hand",
    "doctor-token": "WeChat takes the access token, and calls from here",
    "doctor-drafts": "drafts may be pushed; there are {count}",
    "doctor-clock": "the clock goes right",
    "doctor-clock-unknown": "WeChat does not say what time it is — the clock was not checked",
    "doctor-clock-wrong": "the clock is {seconds} seconds off WeChat's — set it, or switch its synchronisation on",
    "doctor-address": "WeChat sees calls come from {address}",
    "doctor-may-publishing": (
        "publishing through the API is allowed: it gives an article an address, tells no follower, and is not seen "
        "on the account's page"
    ),
    "doctor-may-not-publishing": (
        "publishing through the API is not allowed: WeChat grants it to verified accounts — push drafts, and "
        "publish them by hand in the console"
    ),
    "doctor-may-mass": "mass sends through the API are allowed: publish release ISSUE --mass tells every follower",
    "doctor-may-not-mass": (
        "mass sends through the API are not allowed — where followers are to be told, mass-send the draft by hand "
        "in the console"
    ),
    "doctor-quota": "{endpoint}: {left} of {limit} calls left today",
    "doctor-quota-used": "{endpoint}: all {limit} calls of today are used, {left} left — wait until midnight in China",
    "doctor-library": "the material library holds {count} of {limit} pictures; every cover and every GIF is one",
    "doctor-library-unknown": "WeChat does not tell how many pictures the material library holds",
    "doctor-browser": "a browser can open previews",
    "doctor-no-browser": "no browser was found to open previews — open preview.html on another machine",
    "doctor-rid": "what WeChat saw of the call {rid}, without its token:",
    # Command line: accounts
    "about-account": (
        "set up an Official Account: asks for AppID and secret, and keeps the secret where you alone can read it"
    ),
    "about-doctor": (
        "see whether settings, account, token, rights and quotas are in order, and say what to do where not"
    ),
    "help-account-add": "add an account",
    "help-account-name": "what you call the account: small letters, digits and -",
    "help-account": "account to use where there are several; sandbox is the one of make sandbox",
    "help-rid": "show what WeChat saw of a call, by the rid of its error message",
    # Command line: drafts
    "about-draft": "push an issue into the account's draft box, or bring its draft up to date",
    "help-draft-issue": "a date (2020-06-17) or the path of a Markdown file",
    "help-dry-run": "show what would be sent, and send nothing",
    "help-anew": (
        "add another draft where the earlier one is gone, was not found again, or is not to be taken for this issue's"
    ),
    "help-adopt": "take for this issue's what the account or the ledger has of it already, and send nothing",
    "help-release-anew": "hand the draft in although the account shows a publication of the issue",
    "help-overwrite": "update the draft although it was edited in WeChat",
    "ledger-made": "the ledger for account {name} is ready — keep {path} safe: it knows what was sent",
    "ledger-there": "the ledger {path} knows account {name} already — nothing was changed",
    "draft-is-added": "draft added: {title} — look at it in the draft box of {place}",
    "draft-is-updated": "draft updated: {title} — look at it in the draft box of {place}",
    "draft-is-found": "draft found again and nothing sent twice: {title} — look at it in the draft box of {place}",
    "draft-is-adopted": "taken for this issue's, and nothing sent: {title} — look at it in {place}",
    "draft-is-read": "draft read back: {title} — look at it in the draft box of {place}",
    "draft-is-unchanged": (
        "nothing has changed since the draft was sent to {place}, so nothing was asked or sent: {title} — with --anew "
        "it is looked for, and added again if it is gone"
    ),
    "draft-would-added": "would add a draft: {title}",
    "draft-would-updated": "would update the draft: {title}",
    "draft-would-found": "would first look for the draft whose sending was interrupted: {title}",
    "draft-would-read": "would only read the draft back: {title}",
    "draft-would-removed": "would send nothing, since the draft is gone, unless with --anew: {title}",
    "draft-would-unchanged": "would send nothing, since nothing has changed: {title}",
    "draft-comments-closed": "Comments: closed",
    "draft-comments-followers": "Comments: from followers",
    "draft-comments-open": "Comments: from everybody",
    "draft-cover": "Cover: {width}×{height} pixels, {bytes} bytes",
    "draft-article": "Article “{title}”: {chars} characters, {pictures} pictures",
    "draft-uploads": "To upload: {count} ({names})",
    "draft-dry": "nothing was sent — leave out --dry-run to send it",
    # publish preview
    "about-preview": "open a page on this machine that follows an issue while it is written",
    "help-preview-issue": "a date (2020-06-17) or the path of a Markdown file; without it, the newest issue",
    "help-preview-port": "port of this machine, 0 for any that is free (8766)",
    "help-no-open": "only print the address, open no browser",
    "preview-ready": "the page follows the file; the address is for you alone — stop it with Ctrl+C",
    "preview-stdin": "preview follows a file, and standard input is none — give a date or a path",
    "preview-crashed": (
        "building this issue ended abruptly, twice — look at what was added last, a large picture perhaps, and "
        "save again"
    ),
    "issue-changed": (
        "the file has changed since the page saw it, so nothing was written — look at it again, then keep it"
    ),
    "export-slow": "the browser took longer than {limit} seconds — try again, or print the page from the browser",
    "export-failed": "the browser made nothing of the page — try again, or print the page from the browser",
    # The page
    # A run, and its schedule
    "publish-at": (
        "publish_at cannot be {said} — write a time such as 2020-06-17 08:00, or with an offset: 2020-06-17T08:00+08:00"
    ),
    "publish-at-none": "publish_at says {said}, and there is no such day or hour — mend it",
    "setting-timezone": "{key} must be a time zone by its name, such as Asia/Shanghai",
    "setting-action": "{key} says how far a run goes by itself: {known}",
    "setting-interval": "{key} must be one of {known}, so that it fits into an hour",
    "run-late": (
        "{issue} was to go out at {due}, too long ago: it is held and will not go out by itself — publish it "
        "with: publish draft {issue} and publish release {issue}; or give it a new time with publish_at"
    ),
    "run-clock": (
        "this machine's clock is {minutes} minutes ahead of WeChat's, so nothing that seems due was published"
        " — set the clock"
    ),
    "run-ended": "the run ended early; nothing more was published",
    "run-title": "publish: a run for {name}",
    "run-is-drafted": "{issue}: the draft is in the draft box: {title}",
    "run-is-published": "{issue}: published: {title} — {place}",
    "run-is-by-hand": "{issue}: the draft waits to be published by hand in the console: {title}",
    "run-is-pending": "{issue}: handed in and not out yet; the next run looks again",
    "run-is-held": "{issue}: held, a person must decide",
    "run-is-failed": "{issue}: not published",
    "run-would-finish": "{issue} ({at}): would finish the draft that an earlier run began",
    "run-would-look": "{issue} ({at}): would find out what became of its publication",
    "run-would-record": "{issue} ({at}): would write its address into publications.json",
    "run-would-draft": "{issue} ({at}): would push the draft, and stop there",
    "run-would-release": "{issue} ({at}): would push the draft and publish it at an address alone",
    "run-would-hold": "{issue} ({at}): would be held, since its time is past by too much",
    "run-dry": "as of {now}; nothing was sent; next comes {issue} at {at}",
    "run-dry-last": "as of {now}; nothing was sent; nothing comes after that",
    "usage-at": "--at cannot be {said} — write a time such as 2020-06-17 08:00",
    "usage-at-none": "--at says {said}, and there is no such day or hour — mend it",
    "notify-address": (
        "address {number} in {where} is none that notifications may be sent to — copy the robot's address "
        "from WeCom, DingTalk or Feishu, or write mailtos://… or https://…"
    ),
    "notify-nothing": "{path} holds no address for notifications — write one a line, or delete notify.file",
    "notify-lost": (
        "{count} notifications did not arrive; what was published is not affected — look at the addresses and"
        " the network"
    ),
    "ledger-ci": (
        "the ledger {path} does not outlive this CI job, and without it an issue would be sent twice — set "
        "ledger to a PostgreSQL database"
    ),
    "schedule-refused": "{program} says no: {reason} — see whether you may use it, or take --with for the other one",
    "schedule-path": "{path} holds characters that no crontab can hold — move the newsletter",
    "schedule-nothing": (
        "this machine has neither crontab nor a systemd of yours — install cron, or have something else run: {command}"
    ),
    "schedule-by-cron": (
        "cron looks every {minutes} minutes for what is due — what to publish the issues themselves say"
    ),
    "schedule-by-systemd": (
        "systemd looks every {minutes} minutes for what is due — so that it does while you are not logged in:"
        " loginctl enable-linger"
    ),
    "schedule-releases": (
        'with action = "release" an issue gets an address alone: no follower is told, and the account\'s page does not '
        'show it — for that, set action = "draft" and mass-send the drafts by hand in the console'
    ),
    "schedule-removed": "the schedule is removed; nothing is published by itself any more",
    "schedule-none": "there is no schedule for this newsletter — publish schedule install makes one",
    "about-run": (
        "do what is due: push drafts, or publish them at an address alone, as publish.toml says; this is what cron "
        "calls"
    ),
    "help-run-dry": "show what would be done; nothing is sent",
    "help-run-at": "rehearse a run at this time (2020-06-17 08:00): show what would be done; nothing is sent",
    "about-schedule": (
        'have cron or systemd run publish by itself, see whether it does, or stop it; with action = "release" an '
        'issue gets an address alone: for followers to be told, leave action at "draft" and send the draft by hand'
    ),
    "help-schedule-act": "set it up, take it away, or show it",
    "help-schedule-with": "what is to start it (default: cron where there is one, else systemd)",
    # Command line: the next issue
    "about-new": "begin the next issue: title, tagline, 导读, notes and sections as in the last one",
    "help-new-day": "its date, such as 2020-07-02 (default: today)",
    "usage-day": "a date, such as 2020-07-02, is needed",
    "usage-no-day": "there is no day {said}",
    "new-there": "{path} is there already, and nothing was written — write on in it, or give another date",
    "new-made": "{day} begins as {last} ended — write its news, then make lint-issue ISSUE={day}",
    "new-made-first": "{day} is the first issue — write its news, then make lint-issue ISSUE={day}",
    # Command line: all issues together
    "about-archive": "write the table of back issues into the README, a feed and an index of all entries",
    "help-archive-check": "write nothing; exit with 3 where table, feed or index and the issues disagree",
    "archive-unmarked": (
        "the README does not say where the table of back issues is to stand, and nothing was written — put two lines "
        "there, {begin} and below it {end}, and run publish archive again"
    ),
    "archive-marks": (
        "the lines {begin} and {end} must stand once each, in this order; nothing was written — delete those that are "
        "too many"
    ),
    "archive-unreadable": (
        "cannot read {path}: {reason} — write one that holds the two lines <!-- archive --> and <!-- /archive -->, or "
        "set archive.readme"
    ),
    "archive-lacks": "the table of back issues lacks {count} of the issues: {days} — run publish archive",
    "archive-extra": (
        "the table of back issues names {count} issues that have no file: {days} — run publish archive, or bring the "
        "files back"
    ),
    "archive-elsewhere": (
        "the table of back issues has other addresses for {count} issues: {days} — run publish archive"
    ),
    "archive-otherwise": (
        "the table of back issues names the right issues, but not as it is written here — run publish archive"
    ),
    "archive-stale": "{path} is not what the issues say — run publish archive",
    "archive-fresh": "table, feed and index are what the issues say",
    # Newsletter rules: addresses that were asked
    "link-gone": "the page is gone: {said} — find where it is now, or another source",
    "link-removed": "WeChat shows no article there: {said} — find another source",
    "link-expired": (
        "the address was a temporary one, and its time is over — open the article in WeChat and copy its own address"
    ),
    "link-front": "the address leads to the front page of {said} now — find where the page is",
    "link-lost": "nobody knows the host {said} — check the spelling, or find another source",
    "link-closed": "{said} answers, but not to programs, so nobody can say whether the page lives — open it yourself",
    "link-silent": (
        "no answer came that could be read, so nobody can say whether the page lives — open it yourself, or try later"
    ),
    "help-links": "ask every address whether it still lives; takes a while, and is remembered for a day",
    "usage-links-input": "--links needs files: standard input is read only once",
    "links-offline": (
        "none of {count} addresses was reached: there seems to be no network, so nothing is said of them — run it "
        "again later"
    ),
    # Newsletter rules: matters of taste
    "spacing-missing": "{count} places in this line have no space between Chinese and Latin — put one in",
    # The copy page
    "page-copy": "Copy article",
    "page-hint": "Then paste it into the WeChat editor.",
    "page-copied": "Copied — now paste into the WeChat editor",
    "page-copied-text": "Copied",
    "page-failed": "The browser refused; press Ctrl+C (⌘C) to copy what is selected",
    "page-failed-text": "The browser refused; select the text and press Ctrl+C (⌘C)",
    "page-title": "Title",
    "page-author": "Author",
    "page-digest": "Digest",
    "page-source": "Read-more address",
    "page-empty": "none",
    "page-copy-text": "Copy",
    "page-chars": "characters",
    "page-bytes": "bytes",
    "page-light": "Light",
    "page-dark": "Dark",
    "page-kept": "As WeChat keeps it",
    "page-survival": "{lost} lost · {rewritten} rewritten",
    "page-problems": "To mend",
    "page-clean": "Nothing to mend",
    "page-clean-hints": "No errors and no warnings; publish check has {count} hints",
    "page-clean-built": "Building met no errors and no warnings; publish check looks for more",
    "page-article": "Article",
    "page-pasting": "no limit for pasting; through the API {chars} of {limit}",
    "page-cover": "Cover",
    "page-cover-wide": "in the list of articles, 2.35:1",
    "page-cover-square": "in a chat, 1:1",
    "page-cover-save": "Save",
    "page-steps": "Before publishing",
    "page-step-paste": "Copy the article and paste it into a new article of the WeChat editor.",
    "page-step-headline": "Fill in title, author and digest.",
    "page-step-cover": "Save the cover and upload it as 封面; its two crops are the middle.",
    "page-step-source": "Put the address into 原文链接 (read more).",
    "page-step-look": "Preview on your own phone.",
    "page-step-send": (
        "Publish it in the console with 群发通知 on, and followers are told and find it on the account's page; publish "
        "release gives it an address alone."
    ),
    "page-both": "Side by side",
    "page-view": "View",
    "page-wide": "Desktop",
    "page-show": "show its place in the article",
    "page-line": "Line {line}",
    "page-not-found": "This place is not to be seen in the article",
    "page-save": "Save as HTML",
    "page-issues": "Issues",
    "page-state-published": "is published",
    "page-state-drafted": "has a draft",
    "page-state-uncertain": "uncertain",
    "page-found": "{count} to mend",
    "page-check-errors": "{count} errors to mend",
    "page-check-no-errors": "No errors",
    "page-check-built": "No errors in building it; publish check looks for more",
    "page-check-gaps": "{count} pictures are missing",
    "page-check-no-gaps": "Every picture is there",
    "page-check-long": "Title, author, digest or address is too long",
    "page-check-not-long": "Title, author, digest and address fit",
    "page-check-digest": "There is a digest",
    "page-check-no-digest": "There is no digest; WeChat would take the first words",
    "page-look": "Look",
    "page-theme": "Theme",
    "page-accent": "Accent",
    "page-accent-own": "Default",
    "page-text-size": "Text",
    "page-density": "Density",
    "page-trying": "Only tried, not kept",
    "page-keep": "Keep in the issue",
    "page-back": "Back",
    "page-kept-now": "Kept in the front matter of {file}",
    "page-keep-failed": "Nothing was kept; is publish preview still running?",
    "page-downloads": "Download",
    "page-picture": "Long picture",
    "page-exporting": "One moment…",
    "page-export-failed": "Nothing came of it; is publish preview still running?",
    "page-export-nothing": "there is no article yet — mend the issue first",
    "page-waiting": "Opening…",
    "page-live": "Follows the file",
    "page-stale": "This issue cannot be read; below is the last good article",
    "page-lost": "No connection — is publish preview still running?",
}


@lru_cache
def _load_chinese() -> gettext.NullTranslations:
    with _CATALOGUE.open("rb") as file:  # gettext.translation would load `locale` to choose among languages
        return gettext.GNUTranslations(file)


class Translator:
    """Sentences in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._dash = " — " if language == "en" else "——"
        self._catalogue = gettext.NullTranslations() if language == "en" else _load_chinese()

    def translate(self, message: str, **values: object) -> str:
        """Return a message's sentence, on one line."""
        return _UNPRINTABLE.sub(" ", self._translate(message).format(**values))

    def _translate(self, message: str) -> str:
        return self._catalogue.gettext(ENGLISH[message])

    def explain(self, problem: Problem) -> str:
        """Return what is wrong and what to do."""
        values = {"excerpt": problem.excerpt or "", **problem.values}
        return self.translate(problem.message, **{name: _shorten(value) for name, value in values.items()})

    def split_sentence(self, problem: Problem) -> tuple[str, str]:
        """Return what is wrong, and what to do; the latter is empty where the sentence leaves it at that."""
        values = {"excerpt": problem.excerpt or "", **problem.values}
        shortened = {name: _shorten(value) for name, value in values.items()}
        what, _, remedy = self._translate(problem.message).partition(self._dash)
        said = [_UNPRINTABLE.sub(" ", part.format(**shortened)) for part in (what, remedy)]
        return said[0], said[1]

    def template(self, message: str) -> str:
        """Return a message's sentence with an ellipsis for each thing that it would have to be told."""
        return _UNPRINTABLE.sub(" ", _VALUE.sub("…", self._translate(message)))

    def report(self, problem: Problem) -> str:
        """Return a problem on one line: where, which rule, what and what to do."""
        places = (problem.file, problem.line, problem.column, problem.element)
        place = ":".join(str(part) for part in places if part is not None)
        rule = f"{problem.rule} " if problem.rule else ""
        text = f"{rule}{self.explain(problem)}"
        often = self.translate("times", times=problem.times) if problem.times > 1 else ""
        return _UNPRINTABLE.sub(" ", f"{place}: {text}{often}" if place else f"{text}{often}")


def _shorten(value: object) -> object:
    """Return a value that leaves the sentence round it readable."""
    long = isinstance(value, str) and len(value) > MAX_VALUE_CHARS
    return f"{str(value)[:MAX_VALUE_CHARS]}…" if long else value


def choose_language(given: str | None, environment: Mapping[str, str]) -> str:
    """Return the language asked for; Chinese where the environment says nothing."""
    if given:
        return given
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        said = environment.get(name, "").partition(".")[0]
        if said and said not in ("C", "POSIX"):
            return "zh" if said.startswith("zh") else "en"
    return "zh"
