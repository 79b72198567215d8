"""What a server may do on the way, each with its cause; and never less data than there was."""

import gzip
import html
import json
import logging
import socket
import traceback

import pytest
from khabar.endpoints import Cause, Credentials
from khabar.endpoints.failures import PASSING, retry_after
from khabar.errors import EndpointError, UsageError
from pyoxigraph import Literal

ROWS = [{"o": {"type": "literal", "value": f"قيمة {i}"}} for i in range(50)]
RESULT = json.dumps({"head": {"vars": ["o"]}, "results": {"bindings": ROWS}}, ensure_ascii=False).encode()
NT = '<urn:s> <urn:p> "قال" .\n'.encode() * 50
GRAPH = "urn:g"
SELECT = "SELECT ?o { ?s ?p ?o }"


def cause(call, *args):
    with pytest.raises(EndpointError) as e:
        call(*args)
    assert e.value.__cause__ is None or not hasattr(e.value.__cause__, "request")
    return e.value.cause, str(e.value)


def chunked(*pieces, end=True):
    body = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces) + (b"0\r\n\r\n" if end else b"")
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nTransfer-Encoding: chunked\r\n\r\n" + body


def test_a_whole_reply_is_taken(says, reply, client):
    assert client(says(reply(RESULT)).url).solutions(SELECT)[1] == (Literal("قيمة 1"),)
    assert client(says(reply(NT, Content_Type="application/n-triples")).url).get(GRAPH) == NT
    assert client(says(chunked(NT[:99], NT[99:])).url).get(GRAPH) == NT
    assert client(says(reply(b'{"head":{},"boolean":true}')).url).ask("ASK {}")


@pytest.mark.parametrize("how", ["one", "two members"])
def test_a_packed_reply_is_unpacked(says, reply, client, how):
    packed = gzip.compress(NT) if how == "one" else gzip.compress(NT[:99]) + gzip.compress(NT[99:])
    server = says(reply(packed, Content_Type="application/n-triples", Content_Encoding="gzip"))
    assert client(server.url).get(GRAPH) == NT


@pytest.mark.parametrize("cut", [1, 100, len(NT) - 1])
def test_a_body_shorter_than_its_length_is_broken_off(says, reply, client, cut):
    server = says(reply(NT[:cut], length=len(NT), Content_Type="application/n-triples"))
    assert cause(client(server.url).get, GRAPH)[0] == Cause.BROKEN_OFF


def test_a_result_shorter_than_its_length_is_broken_off(says, reply, client):
    assert cause(client(says(reply(RESULT[:500], length=len(RESULT))).url).solutions, SELECT)[0] == Cause.BROKEN_OFF


def test_chunks_without_an_end_are_broken_off(says, client):
    assert cause(client(says(chunked(NT, end=False)).url).get, GRAPH)[0] == Cause.BROKEN_OFF


def test_a_packed_reply_without_its_end_is_broken_off(says, reply, client):
    packed = gzip.compress(NT)[:-12]
    server = says(reply(packed, Content_Type="application/n-triples", Content_Encoding="gzip"))
    assert cause(client(server.url).get, GRAPH)[0] == Cause.BROKEN_OFF


@pytest.mark.parametrize("packed", [b"no gzip", gzip.compress(NT)[:20] + b"x" * 30])
def test_what_cannot_be_unpacked_is_unreadable(says, reply, client, packed):
    server = says(reply(packed, Content_Type="application/n-triples", Content_Encoding="gzip"))
    assert cause(client(server.url).get, GRAPH)[0] == Cause.UNREADABLE


def test_a_packing_that_nobody_asked_for_is_unreadable(says, reply, client):
    server = says(reply(b"\x28\xb5\x2f\xfd", Content_Type="application/n-triples", Content_Encoding="zstd"))
    assert "packed as zstd" in cause(client(server.url).get, GRAPH)[1]


def test_a_graph_of_unknown_length_is_refused(says, reply, client):
    server = says(reply(NT, length="", Content_Type="application/n-triples"))
    assert cause(client(server.url).get, GRAPH)[0] == Cause.CUT


def test_a_graph_without_the_end_of_its_last_line_is_refused(says, reply, client):
    server = says(reply(NT[:-1], Content_Type="application/n-triples"))
    assert cause(client(server.url).get, GRAPH)[0] == Cause.CUT


@pytest.mark.parametrize("cut", [30, 500, len(RESULT) - 2, len(RESULT) - 1])
def test_a_result_that_ends_in_its_middle_is_cut(says, reply, client, cut):
    assert cause(client(says(reply(RESULT[:cut])).url).solutions, SELECT)[0] == Cause.CUT


@pytest.mark.parametrize("name", ["X-SPARQL-MaxRows", "x-sparql-maxrows"])
def test_a_result_that_the_server_says_it_cut_is_cut(says, reply, client, name):
    server = says(reply(RESULT, **{name: "50"}), reply(NT, Content_Type="application/n-triples", **{name: "50"}))
    one = client(server.url, kind="virtuoso")
    assert "cut the result at 50 rows" in cause(one.solutions, SELECT)[1]
    assert cause(one.get, GRAPH)[0] == Cause.CUT


@pytest.mark.parametrize("body", [b"", b"<html><title>Sign in</title>", b"\xff\xfe", b'{"head": {}}', b"[1]"])
def test_what_is_no_result_is_an_error(says, reply, client, body):
    found, _ = cause(client(says(reply(body, Content_Type="text/html")).url).solutions, SELECT)
    assert found in {Cause.UNREADABLE, Cause.CUT}


def test_a_web_page_is_called_one(says, reply, client):
    page = says(reply(b"<html>Sign in</html>", Content_Type="text/html; charset=utf-8"))
    one = client(page.url)
    assert "a web page came, and no result" in cause(one.solutions, SELECT)[1]
    assert "N-Triples were asked for, and text/html came" in cause(one.get, GRAPH)[1]


def test_rows_and_truth_are_not_taken_for_each_other(says, reply, client):
    one = client(says(reply(RESULT), reply(b'{"head":{},"boolean":true}')).url)
    assert cause(one.ask, "ASK {}")[0] == Cause.UNREADABLE
    assert cause(one.solutions, SELECT)[0] == Cause.UNREADABLE


def test_what_does_not_speak_http_is_unreadable(says, client):
    assert "does not speak HTTP" in cause(client(says(b"220 mail.example ESMTP\r\n\r\n").url).ask, "ASK {}")[1]


def test_a_connection_that_ends_without_a_word_is_broken_off(says, client):
    server = says(b"")
    assert cause(client(server.url).update, "CLEAR ALL")[0] == Cause.BROKEN_OFF
    assert len(server.heard) == 1


def test_what_may_be_done_twice_is_done_again_on_a_new_connection(says, reply, client):
    server = says(b"", reply(status="204 No Content"), b"", reply(RESULT))
    one = client(server.url)
    one.put(GRAPH, NT)
    assert len(one.solutions(SELECT)) == 50
    assert [head.split(" ")[0] for head in server.heard] == ["PUT", "PUT", "POST", "POST"]
    assert server.bodies[0] == server.bodies[1] == NT


def test_nobody_there_is_refused(client):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    found, text = cause(client(f"http://127.0.0.1:{port}").ask, "ASK {}")
    assert found == Cause.REFUSED
    assert "is the server running, and is the address right?" in text
    assert found in PASSING


def test_a_name_that_nobody_knows_is_refused(client):
    assert cause(client("http://nowhere.invalid").ask, "ASK {}")[0] == Cause.REFUSED


def test_silence_is_a_timeout(says, client):
    found, text = cause(client(says(None).url, timeout=0.2).ask, "ASK {}")
    assert found == Cause.TIMEOUT
    assert "no answer within 0 s" not in text


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("400 Bad Request", Cause.BAD_REQUEST),
        ("401 Unauthorized", Cause.UNAUTHORISED),
        ("403 Forbidden", Cause.FORBIDDEN),
        ("404 Not Found", Cause.NOT_FOUND),
        ("405 Method Not Allowed", Cause.READ_ONLY),
        ("407 Proxy Authentication Required", Cause.PROXY),
        ("408 Request Timeout", Cause.TIMEOUT),
        ("413 Content Too Large", Cause.TOO_LARGE),
        ("429 Too Many Requests", Cause.BUSY),
        ("500 Internal Server Error", Cause.FAILED),
        ("502 Bad Gateway", Cause.BUSY),
        ("503 Service Unavailable", Cause.BUSY),
        ("507 Insufficient Storage", Cause.DISK_FULL),
        ("418 I'm a teapot", Cause.FAILED),
    ],
)
def test_a_status_has_its_cause(says, reply, client, status, expected):
    found, text = cause(client(says(reply(b"said so", status)).url).update, "CLEAR ALL")
    assert found == expected
    assert f"HTTP {status[:3]}: said so" in text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Virtuoso 40001 Error SR172: Transaction deadlocked", Cause.BUSY),
        ("Virtuoso 37000 Error SP031: SPARQL compiler: exceeded 10000 lines", Cause.TOO_LARGE),
        ("Virtuoso 37000 Error SP030: SPARQL compiler, line 4992: memory exhausted", Cause.TOO_LARGE),
        ("Virtuoso 37000 Error SP030: SPARQL compiler, line 1: syntax error", Cause.FAILED),
        ("Virtuoso 42000 Error SR186:SECURITY: No permission to execute procedure", Cause.FORBIDDEN),
        # What we sent is no word of the server's.
        ("Virtuoso 37000 Error SP030: syntax error\n\nSPARQL query:\n'SECURITY: 40001 memory exhausted'", Cause.FAILED),
    ],
)
def test_the_words_of_a_server_count_for_more_than_its_status(says, reply, client, body, expected):
    server = says(reply(body.encode(), "500 SPARQL Request Failed"))
    assert cause(client(server.url, kind="virtuoso").update, "CLEAR ALL")[0] == expected


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent"])
def test_nobody_is_sent_elsewhere_with_a_password(says, reply, client, status):
    other = says(reply(RESULT))
    server = says(reply(b"", status, Location=f"{other.url}/login"))
    who = {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": "s3cret"}
    found, text = cause(client(server.url, env=who).solutions, SELECT)
    assert found == Cause.MOVED
    assert f"it sends on to {other.url}/login" in text
    assert other.heard == []


def test_an_error_page_is_read_as_text(says, reply, client):
    page = (
        b"<!DOCTYPE html><html><head><title>x</title><style>b{}</style></head><body><h1>No</h1>&lt;s&gt; &amp; p</body>"
    )
    assert (
        cause(client(says(reply(page, "500 No")).url).update, "x")[1].splitlines()[0].endswith("HTTP 500: No <s> & p")
    )


def test_an_iri_in_a_plain_error_stays(says, reply, client):
    assert "<urn:g> is not there" in cause(client(says(reply(b"<urn:g> is not there", "400 No")).url).update, "x")[1]


def test_a_very_large_error_is_read_in_part_and_shown_in_short(says, reply, client):
    server = says(reply(b"wrong " * 10_000_000, "500 No"))
    _, text = cause(client(server.url).update, "x")
    assert len(text) < 500
    assert "wrong wrong" in text


def test_a_packed_error_is_read(says, reply, client):
    server = says(reply(gzip.compress(b"wrong " * 1_000_000), "500 No", Content_Encoding="gzip"))
    assert "HTTP 500: wrong wrong" in cause(client(server.url).update, "x")[1]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("5", 5), (" 120 ", 120), ("0", 0), ("Thu, 01 Jan 1970 00:01:00 GMT", 10), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
     ("", None), ("soon", None), ("-5", None), ("1.5", None), ("Thu, 99 Foo 1970", None)],
)  # fmt: skip
def test_retry_after_is_seconds_or_a_date(value, seconds):
    assert retry_after(value, now=50.0) == seconds


def test_retry_after_arrives(says, reply, client):
    with pytest.raises(EndpointError) as e:
        client(says(reply(b"", "503 Busy", Retry_After="7")).url).update("x")
    assert (e.value.cause, e.value.retry_after) == (Cause.BUSY, 7)


def test_writes_have_a_length_and_accept_anything(says, reply, client):
    server = says(reply(status="204 No Content"))
    one = client(server.url)
    one.put(GRAPH, NT)
    one.post_quads(NT)
    one.update("CLEAR ALL")
    one.delete(GRAPH)
    for head in server.heard:
        assert "transfer-encoding" not in head.lower()
        assert "accept: */*" in head.lower()
    assert [head.split("\r\n")[0] for head in server.heard] == [
        "PUT /store?graph=urn%3Ag HTTP/1.1",
        "POST /store HTTP/1.1",
        "POST /update HTTP/1.1",
        "DELETE /store?graph=urn%3Ag HTTP/1.1",
    ]
    assert f"content-length: {len(NT)}" in server.heard[0].lower()


def test_deleting_what_is_not_there_is_no_fault(says, reply, client):
    client(says(reply(b"no such graph", "404 Not Found")).url).delete(GRAPH)
    assert cause(client(says(reply(b"", "403 Forbidden")).url).delete, GRAPH)[0] == Cause.FORBIDDEN


def test_it_is_told_who_is_missing(says, reply, client):
    _, text = cause(client(says(reply(b"", "401 Who?")).url).update, "x")
    assert "set KHABAR_LIVE_USER and KHABAR_LIVE_PASSWORD, or KHABAR_LIVE_TOKEN" in text
    who = {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": "s3cret"}
    _, text = cause(client(says(reply(b"", "401 Who?")).url, env=who).update, "x")
    assert "signed in as me (KHABAR_LIVE_PASSWORD) by basic" in text


SECRETS = ['s3cret"كلمة:é<&>', "s3cret plain", "s3cret/+=%20"]
CHALLENGE = 'Digest realm="r", nonce="n", qop="auth", algorithm="MD5"'


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("auth", ["basic", "digest"])
def test_no_secret_in_errors_logs_or_what_hangs_on_them(says, reply, client, caplog, secret, auth):
    caplog.set_level(logging.DEBUG)
    who = Credentials("me", secret)
    echo = " ".join([*who._forms(), json.dumps(secret), secret]) * 40
    pages = [echo.encode(), f"<html>{html.escape(echo, quote=False)}</html>".encode(), b"x" * 290 + echo.encode()]
    env = {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": secret}
    for page in pages:
        server = says(reply(b"", "401 Who?", WWW_Authenticate=CHALLENGE), reply(page, "500 No"), reply(page, "401 No"))
        one = client(server.url, env=env, auth=auth)
        for call in (lambda one=one: one.put(GRAPH, NT), lambda one=one: one.update("x"), lambda one=one: one.ask("x")):
            with pytest.raises(EndpointError) as e:
                call()
            assert e.value.__context__ is None
            assert "s3cr" not in "".join(traceback.format_exception(e.value))
            assert "s3cr" not in repr(e.value)
        assert "s3cr" not in repr(one.endpoint)
    assert "s3cr" not in caplog.text
    assert caplog.text


def test_a_token_goes_in_a_header_and_nowhere_else(says, reply, client, caplog):
    caplog.set_level(logging.DEBUG)
    server = says(reply(b"you said Bearer s3cret-token", "403 No"))
    _, text = cause(client(server.url, kind="qlever", env={"KHABAR_LIVE_TOKEN": "s3cret-token"}).update, "x")
    assert "Authorization: Bearer s3cret-token" in server.heard[0]
    assert "s3cret" not in text + caplog.text


def test_a_password_of_any_letters_arrives_as_utf_8(says, reply, client):
    import base64

    server = says(reply(status="204 No Content"))
    secret = 'كلمة: "سر" é'
    client(server.url, env={"KHABAR_LIVE_USER": "مستخدم", "KHABAR_LIVE_PASSWORD": secret}).update("x")
    line = next(line for line in server.heard[0].splitlines() if line.startswith("Authorization"))
    assert base64.b64decode(line.split()[-1]).decode() == f"مستخدم:{secret}"


def test_a_server_that_signs_itself_is_not_trusted(says, reply, client, tls):
    server = says(reply(RESULT), context=tls)
    who = {"KHABAR_LIVE_USER": "me", "KHABAR_LIVE_PASSWORD": "s3cret"}
    found, text = cause(client(server.url, env=who).solutions, SELECT)
    assert found == Cause.UNTRUSTED
    assert "ca = in khabar.toml" in text
    assert found not in PASSING
    assert server.heard == []


def test_it_is_trusted_where_its_authority_is_named(says, reply, client, tls, certificate):
    server = says(reply(RESULT), context=tls)
    assert len(client(server.url, ca=str(certificate[0])).solutions(SELECT)) == 50
    assert len(client(server.url, insecure=True).solutions(SELECT)) == 50


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_of_authorities_must_be_one(client, tmp_path, content):
    if content:
        (tmp_path / "ca.pem").write_text(content)
    with pytest.raises(UsageError, match=r"ca\.pem: cannot be read as a file of certificate authorities"):
        client("https://localhost:1", ca=str(tmp_path / "ca.pem"))


def test_https_where_http_is_spoken_is_told(says, reply, client):
    url = says(reply(RESULT)).url.replace("http:", "https:")
    found, text = cause(client(url).ask, "ASK {}")
    assert found == Cause.REFUSED
    assert "is the address http://, and not https://?" in text


def test_ipv6(says, reply, client):
    try:
        server = says(reply(RESULT), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 on this machine")
    one = client(server.url)
    assert one.endpoint.local
    assert len(one.solutions(SELECT)) == 50


def test_a_proxy_is_used_but_not_for_this_machine(says, reply, client, monkeypatch):
    proxy, server = says(reply(RESULT)), says(reply(RESULT))
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    client("http://store.example").solutions(SELECT)
    assert proxy.heard[0].startswith("POST http://store.example/query HTTP/1.1")
    client(server.url).solutions(SELECT)
    assert (len(proxy.heard), len(server.heard)) == (1, 1)
    monkeypatch.setenv("NO_PROXY", "nowhere.invalid")
    assert cause(client("http://nowhere.invalid").ask, "ASK {}")[0] == Cause.REFUSED
    assert len(proxy.heard) == 1


@pytest.mark.parametrize("proxy", ["socks9://me:s3cret@h", "http://me:s3cret@h:port", "socks5://me:s3cret@h"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(client, monkeypatch, proxy):
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(UsageError, match="a proxy that the environment names cannot be used; look at HTTP_PROXY") as e:
        client("http://store.example")
    assert e.value.__context__ is None
    assert "s3cret" not in str(e.value)
