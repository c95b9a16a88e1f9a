from __future__ import annotations

import socket

from publish.adapters.web.connections import SocketDeadline


def test_leash_ends_what_it_holds_when_the_time_is_up() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, SocketDeadline(0.05) as deadline:
        received = deadline.hold(ours).recv(1)

    assert (received, deadline.is_over) == (b"", True)


def test_leash_ends_what_it_is_given_too_late() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, SocketDeadline(0) as deadline:
        deadline.wait(1)
        while not deadline.is_over:
            pass

        assert deadline.hold(ours).recv(1) == b""


def test_leash_lets_go_of_the_connection_before() -> None:
    ours, theirs = socket.socketpair()
    other, others = socket.socketpair()
    with theirs, other, others, SocketDeadline(10) as deadline:
        deadline.hold(ours)
        ours.close()
        deadline.hold(other)

        assert theirs.recv(1) == b""


def test_leash_lets_go_at_the_end_and_cuts_nothing() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with SocketDeadline(10) as deadline:
            deadline.hold(ours)
        theirs.send(b"a")

        assert (ours.recv(1), deadline.is_over) == (b"a", False)


def test_leash_bears_a_connection_that_has_ended() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, SocketDeadline(0.05) as deadline:
        deadline.hold(ours).shutdown(socket.SHUT_RDWR)
        while not deadline.is_over:
            pass

    assert deadline.is_over


def test_leash_has_always_a_moment_left() -> None:
    assert 0 < SocketDeadline(0).seconds_left < SocketDeadline(10).seconds_left <= 10
