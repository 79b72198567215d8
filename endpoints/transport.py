"""One request and its reply over HTTP: who signs it, whom to trust, how long to wait, what went wrong on the way."""

from __future__ import annotations

import gzip
import ssl
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from ..errors import UsageError
from .failures import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .endpoint import Endpoint

__all__ = ["CONNECT", "Reply", "cause_of", "is_hung_up", "open_http", "read", "said_of"]

CONNECT = 10.0
# An error page is read so far: what a server has to say, it says in the beginning.
_ENOUGH = 65_536
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the body unpacked; `framed` is whether the server said in advance where it ends."""

    status: int
    headers: Mapping[str, str]
    # It may hold what we signed the request with, if the server says that again.
    body: bytes = field(repr=False)
    framed: bool

    @property
    def text(self) -> str:
        """The body as text, whatever it is."""
        return self.body.decode("utf-8", "replace")

    @property
    def media_type(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def open_http(endpoint: Endpoint) -> httpx.Client:
    """Give a pool of connections that signs its requests; raises UsageError for settings that cannot be used."""
    try:
        return httpx.Client(
            auth=_auth(endpoint),
            verify=_verify(endpoint),
            headers={
                "User-Agent": "khabar",
                "Accept": "*/*",
                "Accept-Encoding": "identity" if endpoint.local else "gzip",
            },
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=64),
            # Whoever pushes to this machine does not mean the proxy.
            trust_env=not endpoint.local,
        )
    except (ImportError, ValueError, httpx.InvalidURL):
        pass
    # Outside of the handler, and without its text: the address of a proxy may hold a password.
    raise UsageError(f"a proxy that the environment names cannot be used; look at {', '.join(_PROXIES)}")


def read(response: httpx.Response) -> Reply:
    """Read a reply to its end, or an error page as far as it tells something. Raises httpx.HTTPError."""
    failed = response.status_code >= httpx.codes.MULTIPLE_CHOICES
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if failed and len(body) >= _ENOUGH:
            break
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    framed = "content-length" in response.headers or "transfer-encoding" in response.headers
    return Reply(response.status_code, response.headers, _unpacked(bytes(body), packed, whole=not failed), framed)


def _unpacked(body: bytes, packed: str, *, whole: bool) -> bytes:
    # httpx takes a gzip stream that ends in its middle for a whole one.
    if packed in {"identity", ""} or not body:
        return body
    try:
        if packed not in {"gzip", "x-gzip"}:
            raise httpx.DecodingError(f"the reply is packed as {packed}, which was not asked for")
        return gzip.decompress(body) if whole else zlib.decompressobj(31).decompress(body, _ENOUGH)
    except EOFError:
        raise httpx.ReadError("the packed reply ends in its middle") from None
    except (OSError, zlib.error) as e:
        raise httpx.DecodingError(f"the reply cannot be unpacked: {e}") from None


def cause_of(error: httpx.HTTPError) -> Cause:
    """Tell what a failure on the way means."""
    if isinstance(error, httpx.ProxyError):
        return Cause.PROXY
    if isinstance(error, httpx.ConnectError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        return Cause.UNTRUSTED
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        return Cause.REFUSED
    if isinstance(error, httpx.TimeoutException):
        return Cause.TIMEOUT
    if isinstance(error, httpx.DecodingError) or _is_no_http(error):
        return Cause.UNREADABLE
    return Cause.BROKEN_OFF


def said_of(error: httpx.HTTPError, wait: float) -> str:
    """Give a failure on the way in words; `wait` is for how many seconds an answer was waited for."""
    text = str(error)
    if isinstance(error, httpx.ConnectTimeout):
        return f"no connection within {min(wait, CONNECT):g} s"
    if isinstance(error, httpx.TimeoutException):
        return f"no answer within {round(wait, 1):g} s"
    if isinstance(error, httpx.ConnectError) and any(w in text for w in ("WRONG_VERSION", "RECORD_LAYER", "HTTP_REQ")):
        return f"it does not speak TLS; is the address http://, and not https://? ({text})"
    return f"it does not speak HTTP ({text})" if _is_no_http(error) else text


def is_hung_up(error: httpx.HTTPError) -> bool:
    """Tell whether the server ended the connection."""
    ended = isinstance(error, httpx.RemoteProtocolError) and str(error).startswith("Server disconnected")
    return ended or isinstance(error, httpx.ReadError | httpx.WriteError)


def _is_no_http(error: httpx.HTTPError) -> bool:
    # h11 has no class of its own for it. What else it calls a fault of the server's is a reply that ends too early.
    return isinstance(error, httpx.RemoteProtocolError) and "illegal" in str(error)


def _auth(endpoint: Endpoint) -> httpx.Auth | None:
    who = endpoint.credentials
    # As bytes, for httpx would take a password as Latin-1.
    pair = who.user.encode(), who.password.encode()
    if endpoint.auth == "bearer":
        return _Bearer(who.token)
    if endpoint.auth == "digest":
        return httpx.DigestAuth(*pair)
    return httpx.BasicAuth(*pair) if endpoint.auth == "basic" else None


def _verify(endpoint: Endpoint) -> ssl.SSLContext | bool:
    if endpoint.insecure or not endpoint.url.startswith("https://"):
        # Reading the list of authorities takes 30 ms, and without TLS there is nothing to verify.
        return False
    try:
        return ssl.create_default_context(cafile=str(endpoint.ca) if endpoint.ca else None)
    except OSError as e:
        raise UsageError(f"{endpoint.ca}: cannot be read as a file of certificate authorities: {e}") from e


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def auth_flow(self, request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        request.headers["Authorization"] = self._header
        yield request
