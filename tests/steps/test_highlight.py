from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from publish.newsletter.code_languages import LANGUAGES
from publish.steps.highlight import highlight_code

TAG = re.compile(r"<[^>]*>")
CODES = st.text(alphabet=" \n\tab1\"'#/*<>&{}()=:;-+@%\\$é文", max_size=60)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_every_language_has_a_pygments_lexer(language: str) -> None:
    assert get_lexer_by_name(language)


@given(CODES, st.sampled_from(["python", "c", "bash", "html", "diff", "yaml", "make", "console"]))
def test_colour_code_keeps_every_character(code: str, language: str) -> None:
    assert unescape(TAG.sub("", highlight_code(code, language))) == code


def test_colour_code_adds_class_names_of_tokens() -> None:
    html = highlight_code('def f():\n    return "a", 1  # 注', "py")

    assert html == (
        '<span class="code-keyword">def</span> <span class="code-name">f</span>():\n'
        '    <span class="code-keyword">return</span> <span class="code-string">"a"</span>, '
        '<span class="code-number">1</span>  <span class="code-comment"># 注</span>'
    )


def test_colour_code_marks_added_and_removed_lines() -> None:
    html = highlight_code("-旧\n+新", "diff")

    assert html == '<span class="code-removed">-旧</span>\n<span class="code-added">+新</span>'


def test_blank_line_in_a_token_is_in_no_span() -> None:
    highlighted = highlight_code('"""a\n\n  \nb"""\n', "python")

    assert re.findall(r"<span[^>]*>(.*?)</span>", highlighted, re.DOTALL) == ['"""a', 'b"""']
    assert re.sub(r"<[^>]*>", "", highlighted) == '"""a\n\n  \nb"""\n'
