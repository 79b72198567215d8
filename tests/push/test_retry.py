"""Asking again: by cause, as long as the server asks, and no more often than agreed."""

import pytest
from khabar.endpoints import PASSING, Cause
from khabar.errors import EndpointError
from khabar.stores.push.gate import Gate
from khabar.stores.push.retry import Patience, patiently


class Server:
    """Fails with these causes, then answers."""

    def __init__(self, *causes, after=None):
        self.causes, self.after, self.asked = list(causes), after, 0

    def __call__(self):
        self.asked += 1
        if self.causes:
            raise EndpointError("it failed", self.causes.pop(0), self.after)
        return "answer"


@pytest.mark.parametrize("cause", sorted(PASSING))
def test_what_may_pass_is_asked_again(cause):
    server, slept = Server(cause, cause), []
    assert patiently(server, Patience(), slept.append) == "answer"
    assert server.asked == 3
    assert len(slept) == 2


@pytest.mark.parametrize("cause", sorted(set(Cause) - PASSING))
def test_what_will_not_pass_is_not_asked_again(cause):
    server, slept = Server(cause), []
    with pytest.raises(EndpointError):
        patiently(server, Patience(), slept.append)
    assert (server.asked, slept) == (1, [])


def test_the_last_failure_is_told():
    server, slept = Server(*[Cause.BUSY] * 9), []
    with pytest.raises(EndpointError):
        patiently(server, Patience(tries=4), slept.append)
    assert (server.asked, len(slept)) == (4, 3)


def test_the_server_says_how_long_to_wait():
    slept = []
    patiently(Server(Cause.BUSY, after=7.0), Patience(), slept.append)
    assert slept == [7.0]


def test_a_server_cannot_ask_for_a_year():
    slept = []
    patiently(Server(Cause.BUSY, after=3e7), Patience(most=2), slept.append)
    assert slept == [20.0]


def test_pauses_grow_and_end_at_the_most():
    slept = []
    patiently(Server(*[Cause.BUSY] * 8), Patience(tries=9, first=1, most=8), slept.append)
    bounds = [(0.5, 1), (1, 2), (2, 4), *[(4, 8)] * 5]
    assert all(low <= pause <= high for pause, (low, high) in zip(slept, bounds, strict=True))


def test_fewer_at_once_when_busy_and_more_when_calm():
    gate = Gate(4)
    gate.busy()
    assert gate.limit == 2
    gate.busy()
    gate.busy()
    assert gate.limit == 1
    for _ in range(8):
        gate.calm()
    assert gate.limit == 2
    for _ in range(80):
        gate.calm()
    assert gate.limit == 4
