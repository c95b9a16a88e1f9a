"""WeChat's own checker of articles: needs no account and no token, and gets the article whole.

https://github.com/wechatjs/verify-article-structure-spec describes the call. It only reads, and is sent once: whoever
asked for it can ask again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from publish.adapters.web.http_client import ConnectFailure, FailureCause, UnknownOutcome
from publish.adapters.wechat_api.transport import HttpRequest, Transport
from publish.core.exceptions import NotSentError, PlatformError, SettingsError
from publish.core.problem import Problem
from publish.core.structure_finding import StructureFinding
from publish.wechat.api_hosts import CHECKER, is_api_address, is_loopback

ADDRESS_NAME = "WECHAT_CHECKER"
ENDPOINT = "verify_article_structure"
SECONDS = 20.0

_FAILURES = {
    FailureCause.UNREACHABLE: "official-unreachable",
    FailureCause.CERTIFICATE: "official-certificate",
    FailureCause.PROXY: "official-proxy",
    FailureCause.SLOW: "official-slow",
    FailureCause.CUT: "official-cut",
    FailureCause.STATUS: "official-status",
}
_WORDS = ("errmsg", "err_msg", "msg", "message")  # where pages of the same host say why they refuse
_CODES = ("errcode", "ret", "code")


class StructureChecker:
    """The checker at one address."""

    def __init__(self, transport: Transport, address: str) -> None:
        self._transport = transport
        self._address = address

    def find(self, html: str) -> tuple[StructureFinding, ...]:
        """Return what the checker objects to in an article.

        Raises:
            NotSentError: There is no answer, or none that can be read.
            PlatformError: The checker refuses to look at it.
        """
        body = json.dumps({"content": html}, ensure_ascii=False).encode("utf-8", "replace")
        request = HttpRequest(ENDPOINT, {}, body, "application/json", SECONDS)
        try:
            answer = self._transport.send(request)
        except ConnectFailure as failure:
            raise self._explain(failure.cause) from failure
        except UnknownOutcome as failure:
            raise self._explain(failure.cause, failure.status) from failure
        return self._read(answer.data)

    def _explain(self, cause: FailureCause, status: int = 0) -> NotSentError:
        values = {"address": self._address, "status": status, "seconds": f"{SECONDS:g}"}
        return NotSentError(Problem(_FAILURES.get(cause, "official-strange"), values))

    def _read(self, data: Mapping[str, Any]) -> tuple[StructureFinding, ...]:
        """Return the findings of an answer."""
        is_valid = data.get("isValid")
        if not isinstance(is_valid, bool):
            raise _make_refusal(data) or self._explain(FailureCause.STRANGE)
        findings = () if is_valid else tuple(_list_findings(data.get("inValidInfo")))
        if not is_valid and not findings:
            raise self._explain(FailureCause.STRANGE)
        return findings


def choose_checker(environment: Mapping[str, str]) -> str:
    """Return the base address of the checker; raise SettingsError if the environment names one that is not safe."""
    address = environment.get(ADDRESS_NAME) or CHECKER
    if not is_api_address(address):
        raise SettingsError(Problem("official-address", {"name": ADDRESS_NAME}))
    return address.rstrip("/")


def open_structure_checker(address: str, proxy: str) -> StructureChecker:
    """Return the checker at an address; nothing is sent yet."""
    return StructureChecker(Transport(address, proxy="" if is_loopback(address) else proxy), address)


def _list_findings(groups: object) -> Iterator[StructureFinding]:
    """Yield the findings of all rules."""
    for rule, group in groups.items() if isinstance(groups, dict) else ():
        found = group if isinstance(group, dict) else {}
        items = found.get("items", [{}])
        for item in items if isinstance(items, list) else [{}]:
            html = item.get("outerHTML") if isinstance(item, dict) else ""
            yield StructureFinding(str(rule), str(found.get("violateRules") or ""), str(html or ""))


def _make_refusal(data: Mapping[str, Any]) -> PlatformError | None:
    """Return the error for an answer that says why it is none; None where it does not say."""
    inner = data.get("base_resp")
    said = {**data, **inner} if isinstance(inner, dict) else data
    words = next((str(said[name]) for name in _WORDS if said.get(name)), "")
    code = next((said[name] for name in _CODES if isinstance(said.get(name), int) and said[name]), 0)
    if not words and not code:
        return None
    problem = Problem("official-refused", {"code": code, "words": words or "–"})
    return PlatformError(problem, code=code, message=words, endpoint=ENDPOINT)
