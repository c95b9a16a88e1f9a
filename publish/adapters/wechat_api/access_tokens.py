"""Access tokens: fetched once for all runs of an account, and renewed when WeChat turns one down.

stable_token in its normal mode, which takes no token away from anybody:
https://developers.weixin.qq.com/doc/subscription/api/base/api_getstableaccesstoken.html
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from publish.adapters.storage.private_files import hold_lock, load_private, save_private
from publish.adapters.storage.secret import Secret
from publish.adapters.wechat_api.api_calls import ApiCaller, write_json
from publish.adapters.wechat_api.credentials import Credentials
from publish.core.exceptions import PlatformError
from publish.core.problem import Problem
from publish.core.settings import RetryPolicy
from publish.wechat.api_errors import TOKEN_ENDPOINT, find_refusal

MARGIN_SECONDS = 90
"""So long before its end a token is used no more. WeChat may hand one out that has 300 left; a longer margin would
fetch another for each call."""
FORCED_INTERVAL_SECONDS = 30
FORCED_A_DAY = 10
"""Of the 20 that WeChat grants: other programs may need some."""
_DAY_SECONDS = 86_400
# The clock of the machine, which no one sets; on Linux it counts while the machine sleeps, too.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class _CachedToken(NamedTuple):
    """A token as it lies on disk, with the clocks of the moment before it was asked for."""

    word: str
    seconds: float
    """How long it lives from then on."""
    wall: float
    clock: float

    @property
    def is_good(self) -> bool:
        """Say whether it has time left by both clocks; one that ran backwards proves nothing."""
        ages = (time.time() - self.wall, time.clock_gettime(_CLOCK) - self.clock)
        return all(0 <= age < self.seconds - MARGIN_SECONDS for age in ages)


class AccessTokens:
    """One account's access token; runs at the same time share it."""

    def __init__(self, account: Credentials, caller: ApiCaller, folder: Path, pace: RetryPolicy) -> None:
        self._account = account
        self._caller = caller
        self._pace = pace
        name = hashlib.sha256(f"{account.appid}\n{account.api}".encode()).hexdigest()[:32]
        self._file = folder / "tokens" / f"{name}.json"
        self._lock = folder / "tokens" / f"{name}.lock"
        self.date = ""
        """When the platform last handed one out, by its own clock; empty where it was not asked."""

    def get(self) -> Secret:
        """Return a token, the one at hand if it is good.

        Raises:
            PlatformError: WeChat refuses one.
            NotSentError: It cannot be asked.
            BusyError: Another run has been fetching one for too long.
            OutputError: There is no place to keep it.
        """
        token = _find_good(self._load())
        if token is None:
            with hold_lock(self._lock, self._pace.lock_seconds):
                kept = self._load()
                token = _find_good(kept) or self._fetch(kept, force=False)
        return Secret(token.word)

    def renew(self, rejected: Secret) -> Secret:
        """Return another token than one that was turned down.

        Raises:
            PlatformError: There is none to be had: another program keeps taking it away.
        """
        with hold_lock(self._lock, self._pace.lock_seconds):
            kept = self._load()
            token = _find_good(kept)
            if token is None or token.word == rejected.reveal():
                token = self._fetch(kept, force=False)
            if token.word == rejected.reveal():
                token = self._force(rejected)
        return Secret(token.word)

    def _force(self, rejected: Secret) -> _CachedToken:
        """Return a new token in place of one that is good by all we know; WeChat counts how often.

        Raises:
            PlatformError: It was done a moment ago, too often today, or to no avail.
        """
        now = time.time()
        recent = [moment for moment in _read_forced(self._load()) if now - _DAY_SECONDS < moment <= now]
        if len(recent) < FORCED_A_DAY and all(now - moment >= FORCED_INTERVAL_SECONDS for moment in recent):
            token = self._fetch({"forced": [*recent, now]}, force=True)
            if token.word != rejected.reveal():
                return token
        code = 40001
        problem = Problem(find_refusal(code, "").message, rule=str(code), file=TOKEN_ENDPOINT)
        raise PlatformError(problem, code=code, endpoint=TOKEN_ENDPOINT)

    def _fetch(self, kept: Mapping[str, Any], *, force: bool) -> _CachedToken:
        """Ask for a token and keep it, together with when one was last forced."""
        wall, clock = time.time(), time.clock_gettime(_CLOCK)
        forced = _read_forced(kept)
        if force:  # before it is sent: an answer that is lost counts as well
            self._save({"forced": forced})
        body = {
            "grant_type": "client_credential",
            "appid": self._account.appid,
            "secret": self._account.secret.reveal(),
            "force_refresh": force,
        }
        reply = self._caller.ask(write_json(TOKEN_ENDPOINT, body, expected="access_token"))
        self.date = reply.date
        token = _CachedToken(str(reply.data["access_token"]), _read_seconds(reply.data), wall, clock)
        self._save({"token": token._asdict(), "forced": forced})
        return token

    def _load(self) -> dict[str, Any]:
        """Return what is kept; nothing where it cannot be read, for then it is fetched anew."""
        try:
            kept = json.loads(load_private(self._file) or b"{}")
        except ValueError:
            return {}
        return kept if isinstance(kept, dict) else {}

    def _save(self, kept: Mapping[str, Any]) -> None:
        save_private(self._file, json.dumps(kept).encode())


def _find_good(kept: Mapping[str, Any]) -> _CachedToken | None:
    """Return the token that is kept, if it is whole and has time left."""
    try:
        token = _CachedToken(**kept["token"])
        good = token.is_good
    except (KeyError, TypeError):
        return None
    return token if good else None


def _read_forced(kept: Mapping[str, Any]) -> list[float]:
    """Return when a token was forced."""
    moments = kept.get("forced")
    return [moment for moment in moments if isinstance(moment, float)] if isinstance(moments, list) else []


def _read_seconds(data: Mapping[str, Any]) -> float:
    """Return how long a token lives; without a word of it, for this one call."""
    seconds = data.get("expires_in")
    return float(seconds) if isinstance(seconds, int | float) else 0.0
