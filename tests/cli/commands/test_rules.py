from __future__ import annotations

import pytest

from publish.cli import main
from publish.lint.registry import RULES as NEWSLETTER_RULES
from publish.wechat.validator import RULES
from tests.command_line import read_result


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "N03  error   digest, fix  导读 promises … entries, there are … — write …"),
        ("zh", "N27  提示  通用  这一期有 … 个网址在微信之外，将列入参考链接——无需处理"),
        ("zh", "N38  提醒  简报  标题写的是 …，网址却是 …——请改正其中一个"),
        ("en", "W22  error   paste, api  … does not reach the page — let the text flow in order"),
        ("zh", "W22  错误  粘贴、接口  … 到不了发布的页面——请按顺序排列内容"),
    ],
)
def test_rules_lists_every_rule(capsys: pytest.CaptureFixture[str], language: str, line: str) -> None:
    assert main(["rules", "--lang", language]) == 0

    result = capsys.readouterr()
    lines = result.out.splitlines()
    assert [shown.split()[0] for shown in lines] == [
        *(rule.id for rule in NEWSLETTER_RULES),
        *(rule.id for rule in RULES),
    ]
    assert line in lines
    assert "docs/wechat-rules.md" in result.err


def test_quiet_rules_prints_only_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--quiet"])

    assert capsys.readouterr().err == ""


def test_rules_json_contains_lint_rules_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--json", "--lang", "en"])

    [tracking] = [rule for rule in read_result(capsys.readouterr().out)["rules"] if rule["rule"] == "N24"]
    assert tracking == {
        "rule": "N24",
        "severity": "warning",
        "profiles": ["article", "digest"],
        "message": "the address tells who shared it: … — take that out",
        "example": "- [题](https://a.example/x?utm_source=…)",
        "fixable": True,
    }


def test_rules_json_names_the_profile_of_rules_about_digests(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--json"])

    profiles = {rule["rule"]: rule["profiles"] for rule in read_result(capsys.readouterr().out)["rules"]}
    assert all(profiles[rule] == ["digest"] for rule in ("N04", "N16", "N18", "N39", "N40", "N54"))


def test_rules_json_contains_markup_rules_with_sources(capsys: pytest.CaptureFixture[str]) -> None:
    main(["rules", "--json", "--lang", "en"])

    result = capsys.readouterr()
    long = next(rule for rule in read_result(result.out)["rules"] if rule["rule"] == "W80")
    assert long == {
        "rule": "W80",
        "severity": "error",
        "profiles": ["fitted"],
        "message": '… characters are more than the documents of draft/add allow — drop an entry, or set fit = "auto", '
        "which sends the whole article first",
        "fixable": False,
        "sources": ["API"],
        "seen": "2026-08",
        "confidence": "high",
    }
    assert result.err == ""
