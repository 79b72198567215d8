"""A server that ends by itself spoils no more than the test it ends under, and that one is not called a failure."""

from __future__ import annotations

import pytest

from servers import fixtures, started

pytestmark = pytest.mark.slow


def crash(server):
    server._process.kill()
    server._process.wait()


def reported(item, outcome="failed", when="call"):
    """Give what the hook makes of a report."""
    report = pytest.TestReport(item.nodeid, item.location, {}, outcome, "AssertionError", when)
    hook = fixtures.pytest_runtest_makereport(item)
    next(hook)
    with pytest.raises(StopIteration) as end:
        hook.send(report)
    return end.value.value


def test_the_shared_server_is_started_again(tmp_path_factory):
    fleet = fixtures.Fleet(tmp_path_factory)
    server = fleet.ready("oxigraph")
    assert fleet.ready("oxigraph") is server
    assert fleet.deaths() == []
    server.put("https://khabar.example/g", b"<a:a> <a:b> <a:c> .\n")
    crash(server)
    again = fleet.ready("oxigraph")
    assert again.running
    assert again.count("https://khabar.example/g") == 0
    assert "ended by itself with code -9" in fleet.deaths()[0]
    fleet.close()
    assert not again.running


def test_a_server_whose_data_are_spoilt_is_replaced(tmp_path_factory):
    fleet = fixtures.Fleet(tmp_path_factory)
    server = fleet.ready("oxigraph")
    crash(server)
    for file in (server.folder / "data").iterdir():
        file.write_bytes(b"spoilt")
    again = fleet.ready("oxigraph")
    assert again is not server
    assert again.count("https://khabar.example/g") == 0
    assert len(fleet.deaths()) > 0
    fleet.close()


def test_only_a_crash_excuses(request, private_server):
    server = private_server("oxigraph")
    assert reported(request.node).failed
    server.kill()
    assert reported(request.node).failed
    server.restart()
    crash(server)
    assert reported(request.node, outcome="passed").passed
    excused = reported(request.node)
    assert excused.skipped
    assert "oxigraph ended by itself with code -9" in excused.longrepr[2]


def test_a_server_relied_on_is_started_again_with_its_data(tmp_path, relying_on):
    with started("oxigraph", tmp_path / "server") as server:
        server.put("https://khabar.example/g", b"<a:a> <a:b> <a:c> .\n")
        crash(server)
        assert relying_on(server).count("https://khabar.example/g") == 1
