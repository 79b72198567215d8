"""What stands in [endpoints.NAME]: each wrong value has one message that names the key, and shows no password."""

import pytest
from khabar.endpoints import check_settings, endpoint
from khabar.errors import UsageError
from khabar.project import configure

NOBODY = {"NETRC": "/nonexistent"}
WRONG = [
    ({"kind": "oxigraph"}, "endpoints.live: url: is missing"),
    ({"url": "localhost:8890"}, "endpoints.live: url: write an address that begins with http:// or https://"),
    ({"url": "ftp://localhost"}, "endpoints.live: url: write an address that begins with http:// or https://"),
    ({"url": 8890}, "endpoints.live: url: write an address"),
    ({"url": "http://"}, "endpoints.live: url: 'http://' names no host"),
    ({"url": "http://[::1"}, "endpoints.live: url: 'http://[::1' is no address"),
    ({"url": "http://h:99999"}, "endpoints.live: url: 'http://h:99999' is no address"),
    ({"url": "http://h:port"}, "endpoints.live: url: 'http://h:port' is no address"),
    ({"url": "http://h/a b"}, "endpoints.live: url: no address holds ' '"),
    ({"url": "http://h/\x00"}, "endpoints.live: url: no address holds"),
    ({"url": "http://h/#x"}, "endpoints.live: url: write the address of the server, without #"),
    ({"url": "http://h/{graph}"}, "endpoints.live: url: write the address of the server, without # and without {…}"),
    ({"url": "http://h", "urll": "x"}, "endpoints.live: there is no setting 'urll'\n  did you mean 'url'?"),
    ({"url": "http://h", "zzz": "x"}, "endpoints.live: there is no setting 'zzz'\n  the settings are: url, kind"),
    ({"url": "http://h", "kind": "virtuso"}, "endpoints.live: kind: write one of blazegraph,"),
    ({"url": "http://h", "kind": "virtuso"}, "did you mean 'virtuoso'?"),
    ({"url": "http://h", "kind": 3}, "endpoints.live: kind: write one of"),
    ({"url": "http://h", "auth": "Basic"}, "endpoints.live: auth: write one of none, basic, digest, bearer"),
    ({"url": "http://h", "lane": ["put"]}, "endpoints.live: lane: write one of quads, put, stage, insert"),
    ({"url": "http://h", "lane": "put"}, "endpoints.live: lane: put needs graph = an address"),
    ({"url": "http://h", "timeout": 0}, "endpoints.live: timeout: write a number of seconds above 0"),
    ({"url": "http://h", "timeout": "60"}, "endpoints.live: timeout: write a number of seconds above 0"),
    ({"url": "http://h", "timeout": float("nan")}, "endpoints.live: timeout: write a number of seconds above 0"),
    ({"url": "http://h", "timeout": True}, "endpoints.live: timeout: write a number of seconds above 0"),
    ({"url": "http://h", "connections": 0}, "endpoints.live: connections: write a whole number from 1 to 64"),
    ({"url": "http://h", "connections": 1.5}, "endpoints.live: connections: write a whole number from 1 to 64"),
    ({"url": "http://h", "insert_triples": 0}, "endpoints.live: insert_triples: write a whole number from 1 to"),
    ({"url": "http://h", "insecure": 1}, "endpoints.live: insecure: write true or false"),
    ({"url": "http://h", "ca": ""}, "endpoints.live: ca: write a text"),
    ({"url": "http://h", "user": "me:secret"}, "endpoints.live: user: write a name, without a colon"),
    ({"url": "http://h", "query": "/sparql"}, "endpoints.live: query: write an address, or a pattern"),
    ({"url": "http://h", "graph": "{url}/data"}, "endpoints.live: graph: {graph} is missing"),
    ({"url": "http://h", "query": "{url}/{graph}"}, "endpoints.live: query: {graph} stands for nothing here"),
    ({"url": "http://h", "query": "{url}/a b"}, "endpoints.live: query: no address holds ' '"),
    ({"url": "http://h", "password": "secret"}, "endpoints.live: a password does not belong in a file"),
    ({"url": "http://h", "token": "secret"}, "set KHABAR_LIVE_TOKEN in the environment"),
]
WITH_SECRETS = [
    "http://me:s3cret@h/sparql",
    "http://me:s3cr/s3cret@h/sparql",
    "http://me:s3cret@h:port/sparql",
    "http://s3cret@h",
    "ftp://me:s3cret@h",
    "me:s3cret@h:8890",
    "http://me:s3cret@s3cret@h",
]


@pytest.mark.parametrize(("table", "message"), WRONG)
def test_a_wrong_value_has_one_message_with_its_key(table, message):
    with pytest.raises(UsageError) as e:
        endpoint("live", {"live": table}, environ=NOBODY)
    assert message in str(e.value)
    assert "secret" not in str(e.value)


@pytest.mark.parametrize("url", WITH_SECRETS)
@pytest.mark.parametrize("how", ["url", "query", "name", "unknown"])
def test_no_message_shows_the_password_in_an_address(url, how):
    ways = {
        "name": lambda: endpoint(url, {}, environ=NOBODY),
        "unknown": lambda: endpoint(url, {"live": {"url": "http://h"}}, environ=NOBODY),
    }
    with pytest.raises(UsageError) as e:
        ways.get(how, lambda: check_settings("live", {"url": "http://h"} | {how: url}))()
    assert "s3cr" not in str(e.value)
    assert "***@h" in str(e.value)


def test_an_at_sign_behind_the_host_is_no_user():
    check_settings("live", {"url": "https://h/people/me@example.org?who=me@example.org"})


@pytest.mark.parametrize("name", ["حي", "a b", "1st", "", "a.b"])
def test_a_name_is_what_variables_can_be_made_of(name):
    with pytest.raises(UsageError, match=r"the name of an endpoint is made of a-z, 0-9, - and _"):
        check_settings(name, {"url": "http://h"})


def test_two_names_with_the_same_variables_are_refused():
    two = {"live-2": {"url": "http://one"}, "live_2": {"url": "http://two"}}
    with pytest.raises(UsageError, match=r"KHABAR_LIVE_2_USER …\) are those of endpoints.live_2"):
        endpoint("live-2", two, environ=NOBODY)


def test_a_message_names_the_file(folder):
    (folder / "khabar.toml").write_text('[endpoints.live]\nurl = "http://h"\ntimeout = "soon"\n')
    with pytest.raises(UsageError) as e:
        configure(folder)
    assert str(e.value).startswith(f"{folder / 'khabar.toml'}: endpoints.live: timeout: write a number")


@pytest.mark.parametrize(("name", "hint"), [("lvie", "did you mean 'live'?"), ("zzz", "the endpoints are: live")])
def test_an_unknown_name_is_answered_with_the_known_ones(name, hint):
    with pytest.raises(UsageError) as e:
        endpoint(name, {"live": {"url": "http://h"}}, environ=NOBODY)
    assert hint in str(e.value)


def test_settings_fill_the_patterns_of_the_kind_and_go_before_them():
    live = {"url": "http://h:1/", "kind": "virtuoso", "update": "{url}/mine", "insert_triples": 50, "connections": 2}
    made = endpoint("live", {"live": live}, environ=NOBODY)
    assert (made.url, made.urls.query, made.urls.update) == ("http://h:1", "http://h:1/sparql", "http://h:1/mine")
    assert made.graph_url("https://e/ق#1") == (
        "http://h:1/sparql-graph-crud-auth?graph-uri=https%3A%2F%2Fe%2F%D9%82%231"
    )
    assert (made.kind.insert_triples, made.connections, made.timeout) == (50, 2, 60)


def test_an_address_is_an_endpoint_of_any_kind():
    made = endpoint("http://h/sparql", {"live": {"url": "http://other"}}, environ=NOBODY)
    assert (made.kind.name, made.urls.query, made.auth, str(made)) == (
        "generic", "http://h/sparql", "none", "http://h/sparql",
    )  # fmt: skip
    with pytest.raises(UsageError, match="this kind of store has no URL for a graph"):
        made.graph_url("https://e/g")


@pytest.mark.parametrize(
    ("url", "cautions"),
    [
        ("http://store.example", 1),
        ("http://10.0.0.1:8890", 1),
        ("http://[2001:db8::1]/", 1),
        ("http://localhost.example", 1),
        ("https://store.example", 0),
        ("http://localhost:8890", 0),
        ("http://127.1.2.3:8890", 0),
        ("http://[::1]:8890", 0),
    ],
)
def test_a_password_over_plain_http_is_cautioned_against(url, cautions):
    who = {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": "secret"}
    assert len(endpoint("live", {"live": {"url": url}}, environ=who).cautions) == cautions
    assert endpoint("live", {"live": {"url": url}}, environ=NOBODY).cautions == ()


def test_believing_anyone_is_cautioned_against():
    table = {"url": "https://store.example", "insecure": True}
    assert "insecure = true" in endpoint("live", {"live": table}, environ=NOBODY).cautions[0]
