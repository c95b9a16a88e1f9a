"""Message ids and values in, a sentence out; each language has a catalogue in `locale/` whose keys are the ids."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from publish.core.lazy_pattern import lazy_pattern
from publish.core.problem import Problem, Terms

DOMAIN = "publish"
LOCALES = {"zh": "zh_CN", "en": "en"}
LANGUAGES = tuple(LOCALES)
MAX_VALUE_CHARS = 200
LOCALE_FOLDER = Path(__file__).parent / "locale"
# Characters that would break the line, control the terminal, or cannot be encoded.
_UNPRINTABLE = lazy_pattern(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

_VALUE = lazy_pattern(r"\{\w+\}")
_FORMS = lazy_pattern(r"\{(?P<name>\w+):(?P<one>[^{}|]*)\|(?P<many>[^{}|]*)\}")
"""A word in singular and plural, by the value that counts: `{count:picture|pictures}`."""


@lru_cache
def _load_catalogue(language: str) -> gettext.NullTranslations:
    path = LOCALE_FOLDER / LOCALES[language] / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with path.open("rb") as file:  # gettext.translation would load `locale` to choose among languages
        return gettext.GNUTranslations(file)


class Translator:
    """Sentences in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._dash = " — " if language == "en" else "——"
        self._catalogue = _load_catalogue(language)

    def translate(self, message: str, **values: object) -> str:
        """Return a message's sentence, on one line."""
        return _UNPRINTABLE.sub(" ", _fill(self._catalogue.gettext(message), values))

    def explain(self, problem: Problem) -> str:
        """Return what is wrong and what to do."""
        return self.translate(problem.message, **self._read_values(problem))

    def _read_values(self, problem: Problem) -> dict[str, object]:
        values = {"excerpt": problem.excerpt or "", **problem.values}
        return {name: _shorten(self._list(value)) for name, value in values.items()}

    def _list(self, value: object) -> object:
        return self.join(map(self.translate, value.messages)) if isinstance(value, Terms) else value

    def join(self, words: Iterable[str]) -> str:
        """Return words as a list within a sentence."""
        return (", " if self.language == "en" else "、").join(words)

    def split_sentence(self, problem: Problem) -> tuple[str, str]:
        """Return what is wrong, and what to do; the latter is empty where the sentence leaves it at that."""
        shortened = self._read_values(problem)
        what, _, remedy = self._catalogue.gettext(problem.message).partition(self._dash)
        said = [_UNPRINTABLE.sub(" ", _fill(part, shortened)) for part in (what, remedy)]
        return said[0], said[1]

    def template(self, message: str) -> str:
        """Return a message's sentence with an ellipsis for each thing that it would have to be told."""
        sentence = _FORMS.sub(r"\g<many>", self._catalogue.gettext(message))
        return _UNPRINTABLE.sub(" ", _VALUE.sub("…", sentence))

    def report(self, problem: Problem) -> str:
        """Return a problem on one line: where, which rule, what and what to do."""
        places = (problem.file, problem.line, problem.column, problem.element)
        place = ":".join(str(part) for part in places if part is not None)
        rule = f"{problem.rule} " if problem.rule else ""
        text = f"{rule}{self.explain(problem)}"
        often = self.translate("times", times=problem.times) if problem.times > 1 else ""
        return _UNPRINTABLE.sub(" ", f"{place}: {text}{often}" if place else f"{text}{often}")


def _fill(sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence with its values, and the form of each word that their number asks for."""
    if "|" in sentence:
        sentence = _FORMS.sub(lambda word: word["one" if str(values[word["name"]]) == "1" else "many"], sentence)
    return sentence.format(**values)


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
