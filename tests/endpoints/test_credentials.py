"""Who we are: where it comes from, in which order, and that no text shows it."""

import io

import pytest
from khabar.endpoints import Credentials, endpoint
from khabar.endpoints.credentials import credentials, secret_from
from khabar.errors import UsageError

URL = "https://store.example/sparql"
PASSWORDS = ["plain", 'كلمة: "سر"', "a:b@c/d?e#f%20", "  spaces  ", "back\\slash", "<tag>&amp;", "émoji 🕊"]


@pytest.fixture
def netrc(tmp_path):
    """Write a netrc file; give the environment that names it."""

    def write(text):
        path = tmp_path / "netrc"
        path.write_text(text, encoding="utf-8")
        return {"NETRC": str(path)}

    return write


def test_given_goes_before_the_environment_and_that_before_netrc(netrc):
    env = netrc("machine store.example login from-netrc password p1\n")
    assert credentials("live", URL, environ=env) == Credentials("from-netrc", "p1", origin=env["NETRC"])
    env |= {"KHABAR_LIVE_USER": "from-env", "KHABAR_LIVE_PASSWORD": "p2"}
    assert credentials("live", URL, environ=env) == Credentials("from-env", "p2", origin="KHABAR_LIVE_PASSWORD")
    assert credentials("live", URL, "of-the-file", environ=env).user == "from-env"
    token = env | {"KHABAR_LIVE_TOKEN": "t"}
    assert credentials("live", URL, environ=token) == Credentials(token="t", origin="KHABAR_LIVE_TOKEN")
    assert credentials("live", URL, password="p3", environ=token) == Credentials("from-env", "p3", origin="given")
    assert credentials("live", URL, password="t2", environ=env, bearer=True) == Credentials(token="t2", origin="given")


def test_the_user_of_the_file_picks_the_entry_of_netrc(netrc):
    env = netrc("machine store.example login me password p1\ndefault login any password p2\n")
    assert credentials("live", URL, "me", environ=env).password == "p1"
    assert credentials("live", "https://else.example", environ=env).user == "any"
    with pytest.raises(UsageError, match="there is no password for the user 'other'\n  set KHABAR_LIVE_PASSWORD"):
        credentials("live", URL, "other", environ=env)


def test_nobody_where_nothing_is_said(netrc):
    assert not credentials("live", URL, environ=netrc(""))
    assert not credentials("live", URL, environ={"NETRC": "/nonexistent", "KHABAR_LIVE_PASSWORD": ""})


def test_a_password_needs_a_user():
    with pytest.raises(UsageError, match="there is a password but no user\n  set KHABAR_LIVE_USER"):
        credentials("live", URL, environ={"KHABAR_LIVE_PASSWORD": "secret"})


def test_a_broken_netrc_shows_nothing_of_what_is_in_it(netrc):
    env = netrc("machine store.example login me passwort s3cret\n")
    with pytest.raises(UsageError, match="cannot be read: NetrcParseError") as e:
        credentials("live", URL, environ=env)
    assert "s3cret" not in str(e.value)
    assert e.value.__cause__ is e.value.__context__ is None


@pytest.mark.parametrize(
    "env",
    [
        {"KHABAR_LIVE_TOKEN": "s3cret\nmore"},
        {"KHABAR_LIVE_TOKEN": "s3cretسر"},
        {"KHABAR_LIVE_USER": "me:s3cret", "KHABAR_LIVE_PASSWORD": "s3cret"},
        {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": "s3cret\x00"},
    ],
)
def test_what_no_request_can_carry_is_refused_and_not_shown(env):
    with pytest.raises(UsageError) as e:
        credentials("live", URL, environ=env)
    assert "s3cret" not in str(e.value)


@pytest.mark.parametrize(
    ("table", "env", "message"),
    [
        ({"auth": "bearer"}, {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": "p"}, "auth: bearer needs a token"),
        ({"auth": "basic"}, {"KHABAR_LIVE_TOKEN": "t"}, "auth: basic needs a user and a password"),
        ({"auth": "digest"}, {"KHABAR_LIVE_TOKEN": "t"}, "auth: digest needs a user and a password"),
    ],
)
def test_a_way_to_sign_in_needs_what_it_is_made_of(table, env, message):
    with pytest.raises(UsageError, match=message):
        endpoint("live", {"live": {"url": URL} | table}, environ=env)


def test_the_way_to_sign_in_follows_from_kind_and_secret():
    def auth(env, **table):
        return endpoint("live", {"live": {"url": URL} | table}, environ={"NETRC": "/nonexistent"} | env).auth

    user = {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": "p"}
    assert auth({}, kind="virtuoso") == "none"
    assert auth(user, kind="virtuoso") == "digest"
    assert auth(user, kind="oxigraph") == "basic"
    assert auth({"KHABAR_LIVE_TOKEN": "t"}, kind="virtuoso") == "bearer"
    assert auth(user, kind="virtuoso", auth="none") == "none"


@pytest.mark.parametrize("secret", PASSWORDS)
def test_no_text_shows_a_secret(secret):
    who = Credentials("me", secret, origin="given")
    made = endpoint("live", {"live": {"url": URL}}, environ={"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": secret})
    for text in (repr(who), str(who), f"{who}", repr(made), str(made), repr(made.credentials)):
        assert secret not in text
    assert "me" in str(who)


def test_stdin_gives_its_first_line_as_it_is():
    assert secret_from(io.BytesIO('a:"b" ☃ \r\nmore'.encode())) == 'a:"b" ☃ '
    assert secret_from(io.BytesIO(b"no end")) == "no end"
    for empty in (b"", b"\n", b"\r\n"):
        with pytest.raises(UsageError, match="there is no password on stdin"):
            secret_from(io.BytesIO(empty))
    with pytest.raises(UsageError, match="is not UTF-8") as e:
        secret_from(io.BytesIO(b"s3cret\xff\n"))
    assert "s3cret" not in str(e.value)
    assert e.value.__cause__ is e.value.__context__ is None
