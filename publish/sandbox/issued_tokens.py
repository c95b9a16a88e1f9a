"""Access tokens of both endpoints, `token` and `stable_token`."""

from __future__ import annotations

import secrets
from typing import Any, Literal

from publish.sandbox.api_request import ReceivedCall
from publish.sandbox.error_responses import ApiError
from publish.sandbox.models import ForcedRefresh, IssuedToken, SandboxAccount
from publish.sandbox.state import State

Origin = Literal["token", "stable"]

TOKEN_CALLS = 2_000
TEST_TOKEN_CALLS = 200
STABLE_CALLS = 500_000
STABLE_CALLS_PER_MINUTE = 10_000
FORCED_CALLS = 20
_SECRET_CHARS = 32
_REMEMBERED_SECONDS = 86_400  # so long after its end a token gives 42001; then it is unknown


def issue_token(call: ReceivedCall, state: State) -> dict[str, Any]:
    """Answer `GET token`: a new token; the one before stays valid for the overlap."""
    account = _check_credentials(call.params, state)
    limit = TEST_TOKEN_CALLS if account.profile == "test" else TOKEN_CALLS
    if not state.count(account, "token", "day", account.quotas.get("token", limit)):
        raise ApiError(45009)
    return _describe(_renew(account.appid, "token", state, keep=True), state)


def issue_stable_token(call: ReceivedCall, state: State) -> dict[str, Any]:
    """Answer `POST stable_token`: the same token until shortly before its end, unless a new one is forced."""
    if call.method != "POST":
        raise ApiError(43002)
    body = call.read_json()
    account = _check_credentials(body, state)
    if not state.count(account, "stable_token", "minute", STABLE_CALLS_PER_MINUTE):
        raise ApiError(45011)
    if not state.count(account, "stable_token", "day", account.quotas.get("stable_token", STABLE_CALLS)):
        raise ApiError(45009)
    if body.get("force_refresh") is True and _may_force(account, state):
        return _describe(_renew(account.appid, "stable", state, keep=False), state)
    stable = (token for token in state.store.list(IssuedToken, account.appid) if token.origin == "stable")
    current = next((token for token in stable if token.current and _is_valid(token, state.now)), None)
    if current is None or current.expires - state.now <= state.settings.token_overlap:
        current = _renew(account.appid, "stable", state, keep=True)
    return _describe(current, state)


def rotate_token_externally(appid: str, origin: Origin, state: State) -> None:
    """Renew a token as another client with the same secret would: the tokens before become invalid at once."""
    _renew(appid, origin, state, keep=False)


def _check_credentials(fields: Any, state: State) -> SandboxAccount:
    if fields.get("grant_type") != "client_credential":
        raise ApiError(40002)
    if not fields.get("appid"):
        raise ApiError(41002)
    if not fields.get("secret"):
        raise ApiError(41004)
    account = state.store.find(SandboxAccount, str(fields["appid"]))
    if account is None:
        raise ApiError(40013)
    if account.refusal is not None:
        raise ApiError(account.refusal, caller=account.caller)
    secret = str(fields["secret"])
    if len(secret) != _SECRET_CHARS or not secret.isalnum():
        raise ApiError(40125)
    if not secrets.compare_digest(secret.encode(), account.secret.encode()):
        raise ApiError(state.settings.wrong_secret_code)
    return account


def _is_valid(token: IssuedToken, now: float) -> bool:
    return not token.revoked and token.expires > now


def _may_force(account: SandboxAccount, state: State) -> bool:
    """Return whether the token may be renewed, which it may not too soon after the last time."""
    last = state.store.find(ForcedRefresh, account.appid)
    if last is not None and state.now - last.at < state.settings.force_interval:
        return False
    if not state.count(account, "stable_token-force", "day", account.quotas.get("stable_token-force", FORCED_CALLS)):
        raise ApiError(45009)
    state.store.save(ForcedRefresh(appid=account.appid, key=account.appid, at=state.now))
    return True


def _renew(appid: str, origin: Origin, state: State, *, keep: bool) -> IssuedToken:
    """Return a new token; those before stay valid for the overlap with `keep`, else they become invalid."""
    now, settings = state.now, state.settings
    for token in state.store.list(IssuedToken, appid):
        if token.expires < now - _REMEMBERED_SECONDS:
            state.store.remove(token)
        elif token.origin == origin and _is_valid(token, now):
            # One overlap, from its replacement on: a second renewal does not prolong it.
            last = min(token.expires, now + settings.token_overlap) if token.current else token.expires
            state.store.save(
                token.model_copy(update={"current": False, "revoked": not keep, "expires": last if keep else now})
            )
    expires = now + settings.token_lifetime
    value = f"{secrets.randbelow(90) + 10}_{secrets.token_urlsafe(96)}"
    token = IssuedToken(appid=appid, key=value, origin=origin, issued=now, expires=expires)
    state.store.save(token)
    return token


def _describe(token: IssuedToken, state: State) -> dict[str, Any]:
    return {"access_token": token.key, "expires_in": int(token.expires - state.now)}


def check_token(value: str | None, state: State) -> SandboxAccount:
    """Return the account of a token.

    A missing token gives 41001, a malformed one 40014, an unknown or replaced one 40001, an expired one 42001.
    """
    if not value:
        raise ApiError(41001)
    if len(value) < _SECRET_CHARS or not value.replace("-", "").replace("_", "").isalnum():
        raise ApiError(40014)
    token = state.store.find(IssuedToken, value)
    account = state.store.find(SandboxAccount, token.appid) if token else None
    if token is None or account is None or token.revoked:
        raise ApiError(40001)
    if token.expires <= state.now:
        raise ApiError(42001 if token.current else 40001)
    return account
