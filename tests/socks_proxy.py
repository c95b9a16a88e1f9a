"""A SOCKS5 proxy on loopback, which notes what it is asked for and then is the host itself."""

from __future__ import annotations

import socket
import ssl

from tests.loopback import Answer, Visit

_NAME = 3
_SIZES = {1: 4, 4: 16}
_FAMILIES = {4: socket.AF_INET, 16: socket.AF_INET6}


def be_socks_proxy(asked: list[str], go_on: Answer, *, method: int = 0, code: int = 0) -> Answer:
    """Return a proxy that chooses a method of authentication, answers with a code, and goes on as the host."""

    def answer(visit: Visit) -> None:
        _, count = _read(visit, 2)
        _read(visit, count)
        visit.send(bytes((5, method)))
        if method:
            return
        kind = _read(visit, 4)[3]
        data = _read(visit, _read(visit, 1)[0] if kind == _NAME else _SIZES[kind])
        host = data.decode("ascii") if kind == _NAME else socket.inet_ntop(_FAMILIES[len(data)], data)
        asked.append(f"{host}:{int.from_bytes(_read(visit, 2))}")
        visit.send(bytes((5, code, 0, 1, 0, 0, 0, 0, 0, 0)))
        if not code:
            go_on(visit)

    return answer


def be_host(context: ssl.SSLContext, answer: bytes, asked: list[str] | None = None) -> Answer:
    """Return a host behind a proxy, which answers the same to every request, and notes its first line."""

    def go_on(visit: Visit) -> None:
        inner = visit.secure(context)
        inner.read_request()
        if asked is not None:
            asked.append(inner.request.partition(" HTTP/")[0])
        inner.send(answer)
        inner.connection.close()

    return go_on


def be_http_proxy(asked: list[str], go_on: Answer) -> Answer:
    """Return an HTTP proxy that opens every tunnel, and goes on as the host."""

    def answer(visit: Visit) -> None:
        visit.read_request()
        asked.append(visit.request.partition(" HTTP/")[0].removeprefix("CONNECT "))
        visit.send(b"HTTP/1.1 200 Connected\r\n\r\n")
        go_on(visit)

    return answer


def _read(visit: Visit, count: int) -> bytes:
    data = b""
    while len(data) < count:
        block = visit.connection.recv(count - len(data))
        if not block:
            raise ConnectionError
        data += block
    return data
