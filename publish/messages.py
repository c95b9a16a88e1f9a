"""What people are told, in Chinese and English: message ids and values in, a sentence out.

The English sentences stand here and are the catalogue's keys; the Chinese ones in `locale/`.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from pathlib import Path

from publish.model import Problem

LANGUAGES = ("zh", "en")
DOMAIN = "publish"
MAX_VALUE_CHARS = 200
_LOCALE = Path(__file__).parent / "locale"
# What would break the line, steer the terminal, or cannot be encoded.
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

ENGLISH = {
    # The issue file
    "issue-missing": "no issue {issue} in {folder}; nearest: {nearest} — check the date, or give the file's path",
    "issue-folder-empty": "no issue {issue}: {folder} holds none — write {issue}.md there, or set newsletter.issues",
    "issue-no-path": "no file {path} — check the path",
    "issue-name": "{path} is no name for an issue — rename the file, for example 2020-06-17.md",
    "issues-none": "{folder} holds no issue — write 2020-06-17.md or the like there, or set newsletter.issues",
    "issue-twice": "{issue} was built already from another file of that name — build one of them with another --out",
    "issue-directory": "{path} is a folder — give one issue's date or file",
    "issue-no-file": "{path} is no regular file — give an issue's Markdown file",
    "issue-large": "larger than {limit} MB — is this really an issue? split it",
    "issue-unreadable": "cannot read {path}: {reason} — check the path and its permissions",
    "issue-encoding": "not UTF-8 (byte {byte}) — save the file as UTF-8",
    "issue-empty": "the file is empty — write the issue first",
    "issue-nul": "holds a NUL character — remove it; the file may be damaged",
    "issue-deceptive": "holds the invisible character {code} {name}, which makes text read differently — remove it",
    "issue-slow": "takes longer than {limit} seconds to build — simplify the Markdown here, or split the issue",
    "issue-line-long": "line longer than {limit} characters — break it, or save an embedded picture as a file",
    "front-matter-open": "front matter is not closed by --- within {limit} lines — add the closing ---",
    "front-matter-line": "front matter takes one `key: value` a line — mend this one: {excerpt}",
    "front-matter-twice": "front matter says {key} twice — keep one",
    "front-matter-long": "value of {key} is longer than {limit} characters — shorten it",
    "front-matter-plain": "value of {key} must be plain text — put it in quotes: {excerpt}",
    "front-matter-unknown": "front matter key {key} is not known and was ignored — known: {known}",
    "front-matter-address": "source_url is no http or https address and was ignored — mend it: {address}",
    "front-matter-licence": "licence {licence} is not known, so none is shown — use one of {known}",
    "headline-chars": "{field} is longer than WeChat's {limit} characters and was cut — shorten it",
    "headline-bytes": "{field} is longer than WeChat's {limit} bytes of UTF-8 and was cut — shorten it",
    # Newsletter rules
    "entry-no-link": "entry without a link: {title} — add its address",
    "entry-empty-url": "entry with an empty address: {title} — fill in the ()",
    "entry-unclosed-bracket": "entry whose [ is never closed: {title} — write [title](address)",
    "entry-bracket-without-url": "entry without an address behind its ]: {title} — write [title](address)",
    "entry-stray-url": "address repeated behind the link: {title} — delete the second one",
    "claim-false": "导读 promises {claimed} entries, there are {found} — write {found}",
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
    "picture-format": "picture {path} is no JPEG, PNG or GIF, or is damaged — save it again as PNG or JPEG",
    "qr-too-long": "the QR code's content is too long ({length} characters) — shorten follow.qr",
    "logo-unreadable": "the QR code's logo is no readable {formats} — save it again",
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
    "theme-variable": "variable {variable} has no value — define it in :root: {excerpt}",
    "theme-variable-home": "variable {variable} must be defined in :root — move it there",
    "theme-important": "!important on {property} defeats dark mode — delete it: {excerpt}",
    "theme-property": "property {property} does not survive WeChat — delete it: {excerpt}",
    "theme-function": "functions other than rgb() and rgba() do not survive WeChat — write a plain value: {excerpt}",
    "theme-unit": "only %, px and em survive WeChat — change the unit: {excerpt}",
    "theme-colour": "not a colour that survives WeChat — write #rrggbb or rgba(): {excerpt}",
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
    "setting-date-mark": "{key} must contain {{date}} where the issue's date goes",
    "setting-path": "{key} must be a path inside the repository, without .. and not beginning with /",
    "setting-licence": "{key} is no Creative Commons licence known here — for example {known}",
    "setting-theme": "{key} must be a theme's name: letters, digits, - and _",
    "setting-qr-twice": "{key} takes either qr or picture, not both — delete one",
    "publications-broken": "must map dates to addresses: {reason} — mend or delete it",
    "output-unwritable": "cannot write {path}: {reason} — check permissions and free space, or choose another --out",
    # Command line
    "about": "Turn issues of a Markdown newsletter into articles for a WeChat Official Account.",
    "about-build": "build the articles of one or more issues",
    "help-issue": "a date (2020-06-17), the path of a Markdown file, or - for standard input",
    "help-all": "build every issue of the folder",
    "help-theme": "theme to use instead of the settings' one",
    "help-out": "folder for the results (default: build)",
    "help-json": "print the result as JSON",
    "help-quiet": "print only problems and the path of the result",
    "help-lang": "language of messages",
    "help-config": "settings file (default: publish.toml, looked for upwards)",
    "usage-no-issue": "no issue given — say which one (2020-06-17) or --all",
    "usage-both": "give issues or --all, not both",
    "usage-wrong": "{what} — see {command} --help",
    "built": "{title}: {entries} entries, {references} references, {chars} characters",
    "built-next": "open {path} in a browser, press “Copy article” and paste into the WeChat editor",
    "built-before": "{title}: nothing has changed since it was built",
    "built-many": "{count} of {total} articles are in {path}, {unchanged} unchanged — open preview.html, copy, paste",
    "folder-gone": "the current folder is gone — change to another one",
    "interrupted": "interrupted",
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
    "page-problems": "To mend",
    "page-clean": "Nothing to mend",
    "page-article": "Article",
    "page-pasting": "no limit for pasting; {limit} through the API",
    "page-steps": "Next",
    "page-step-paste": "Copy the article and paste it into a new article of the WeChat editor.",
    "page-step-headline": "Fill in title, author and digest.",
    "page-step-source": "Put the address into 原文链接 (read more).",
    "page-step-look": "Preview on your own phone, then publish.",
}


class Translator:
    """Sentences in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        if language == "en":
            self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        else:
            self._catalogue = gettext.translation(DOMAIN, _LOCALE, languages=["zh_CN"])

    def say(self, message: str, **values: object) -> str:
        """Return a message's sentence, on one line."""
        return _UNPRINTABLE.sub(" ", self._catalogue.gettext(ENGLISH[message]).format(**values))

    def explain(self, problem: Problem) -> str:
        """Return what is wrong and what to do."""
        values = {"excerpt": problem.excerpt or "", **problem.values}
        return self.say(problem.message, **{name: _shorten(value) for name, value in values.items()})

    def report(self, problem: Problem) -> str:
        """Return a problem on one line: where, which rule, what and what to do."""
        places = (problem.file, problem.line, problem.column, problem.element)
        place = ":".join(str(part) for part in places if part is not None)
        rule = f"{problem.rule} " if problem.rule else ""
        text = f"{rule}{self.explain(problem)}"
        return _UNPRINTABLE.sub(" ", f"{place}: {text}" if place else text)


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
