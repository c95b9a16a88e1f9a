from __future__ import annotations

import socket
import time

from publish.adapters.web.socket_deadline import SocketDeadline


def test_socket_deadline_shuts_down_the_connection() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, SocketDeadline(0.05) as deadline:
        deadline.hold(ours)
        received = ours.recv(1)

    assert (received, deadline.is_over) == (b"", True)


def test_socket_deadline_shuts_down_a_late_connection() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, SocketDeadline(0) as deadline:
        deadline.wait(1)
        while not deadline.is_over:
            pass

        deadline.hold(ours)
        assert ours.recv(1) == b""


def test_socket_deadline_releases_the_previous_connection() -> None:
    ours, theirs = socket.socketpair()
    other, others = socket.socketpair()
    with theirs, other, others, SocketDeadline(10) as deadline:
        deadline.hold(ours)
        ours.close()
        deadline.hold(other)

        assert theirs.recv(1) == b""


def test_socket_deadline_leaves_connections_open_on_exit() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with SocketDeadline(10) as deadline:
            deadline.hold(ours)
        theirs.send(b"a")

        assert (ours.recv(1), deadline.is_over) == (b"a", False)


def test_socket_deadline_accepts_a_closed_connection() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, SocketDeadline(0.05) as deadline:
        deadline.hold(ours)
        ours.shutdown(socket.SHUT_RDWR)
        while not deadline.is_over:
            pass

    assert deadline.is_over


def test_socket_deadline_always_has_a_positive_rest() -> None:
    assert 0 < SocketDeadline(0).seconds_left < SocketDeadline(10).seconds_left <= 10


def test_socket_deadline_shuts_down_a_connection_that_is_opened_too_slowly() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, SocketDeadline(10, opening_seconds=0.05) as deadline:
        deadline.hold(ours)

        assert (ours.recv(1), deadline.is_over, deadline.end_opening()) == (b"", True, False)


def test_socket_deadline_goes_on_to_the_whole_time_when_opening_has_ended() -> None:
    ours, theirs = socket.socketpair()
    start = time.monotonic()
    with ours, theirs, SocketDeadline(0.5, opening_seconds=0.1) as deadline:
        deadline.hold(ours)
        assert deadline.end_opening()

        assert (ours.recv(1), deadline.is_over) == (b"", True)
    assert time.monotonic() - start >= 0.5


def test_socket_deadline_of_opening_is_never_after_that_of_the_whole() -> None:
    assert SocketDeadline(1, opening_seconds=10).seconds_left <= 1
