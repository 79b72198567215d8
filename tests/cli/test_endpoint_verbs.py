"""khabar endpoint list, khabar endpoint probe: as a user types them."""

import io
import json
import tomllib

import pytest

TOML = """
[endpoints.live]
url = "{url}"
kind = "oxigraph"

[endpoints.far]
url = "http://store.invalid/sparql"
user = "reader"
"""


@pytest.fixture
def configured(folder, quirk_server, monkeypatch):
    """A project with two endpoints; one of them answers."""
    monkeypatch.setenv("NETRC", "/nonexistent")
    quirk_server.protocol.union = True
    (folder / "khabar.toml").write_text(TOML.format(url=quirk_server.url))
    return quirk_server


def rows(ran):
    return [line.split("\t") for line in ran.out.splitlines()]


def test_list_says_where_and_who(khabar, configured, monkeypatch):
    monkeypatch.setenv("KHABAR_LIVE_TOKEN", "s3cret")
    ran = khabar("endpoint", "list")
    assert (ran.code, ran.err) == (0, "")
    assert rows(ran) == [
        ["name", "kind", "url", "who"],
        ["live", "oxigraph", configured.url, "a token (KHABAR_LIVE_TOKEN)"],
        ["far", "generic", "http://store.invalid/sparql", "far: there is no password for the user 'reader'"],
    ]
    monkeypatch.setenv("KHABAR_FAR_PASSWORD", "s3cret")
    ran = khabar("endpoint", "list", "-f", "json")
    assert [row["who"] for row in json.loads(ran.out)][1] == "reader (KHABAR_FAR_PASSWORD)"
    assert "s3cret" not in ran.out


def test_list_of_nothing_is_empty(khabar, folder):
    ran = khabar("endpoint", "list")
    assert (ran.code, rows(ran)) == (0, [["name", "kind", "url", "who"]])


def test_probe_says_what_it_found_and_what_to_set(khabar, configured):
    ran = khabar("endpoint", "probe", "live")
    assert ran.code == 0
    assert rows(ran)[0] == ["what", "state", "detail"]
    found = {what: state for what, state, _ in rows(ran)[1:]}
    assert found["update"] == found["Arabic"] == found["scratch graphs removed"] == "ok"
    assert f'for khabar.toml:\n[endpoints.live]\nurl = "{configured.url}"' in ran.err
    assert len(configured.store) == 0


def test_probe_gives_settings_alone(khabar, configured):
    ran = khabar("endpoint", "probe", configured.url, "--toml", "--read-only")
    assert ran.code == 0
    assert tomllib.loads(ran.out)["endpoints"]["NAME"]["url"] == configured.url
    assert "for khabar.toml" not in ran.err


def test_probe_of_a_broken_promise_is_1(khabar, configured):
    from servers import faults

    configured.misbehave(faults.read_only(), times=None)
    ran = khabar("endpoint", "probe", "live")
    assert ran.code == 1
    assert "not kept: oxigraph: update = " in ran.err


def test_probe_of_nobody_is_4(khabar, configured):
    ran = khabar("endpoint", "probe", "http://127.0.0.1:1", "-q")
    assert (ran.code, ran.err) == (4, "")
    assert rows(ran)[1][:2] == ["reachable", "problem"]


@pytest.mark.parametrize("name", ["lvie", "http://me:s3cret@host/"])
def test_probe_of_a_wrong_name_is_2(khabar, configured, name):
    ran = khabar("endpoint", "probe", name)
    assert (ran.code, ran.out) == (2, "")
    assert "s3cret" not in ran.err


def test_the_password_comes_from_stdin(khabar, configured, monkeypatch):
    configured.user, configured.password = "khabar", 'كلمة: "سر"'
    monkeypatch.setenv("KHABAR_LIVE_USER", "khabar")
    monkeypatch.setenv("KHABAR_LIVE_PASSWORD", "wrong")
    assert khabar("endpoint", "probe", "live", "--read-only").code == 1
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO('كلمة: "سر"\n'.encode())))
    ran = khabar("endpoint", "probe", "live", "--read-only", "--password-stdin")
    assert ran.code == 0
    assert ["sign-in", "ok", "as khabar (given), by basic"] in rows(ran)
    assert "سر" not in ran.out + ran.err


def test_a_password_over_plain_http_is_cautioned_against(khabar, configured, monkeypatch):
    monkeypatch.setenv("KHABAR_FAR_PASSWORD", "s3cret")
    monkeypatch.setenv("NO_PROXY", "*")
    ran = khabar("endpoint", "probe", "far")
    assert ran.code == 4
    assert "caution: far (http://store.invalid/sparql): who signs in over http://" in ran.err
