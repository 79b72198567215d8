"""Who we are to a server. Never from a configuration file: from the caller, the environment, or netrc, in that order.

For an endpoint called ``live``: ``KHABAR_LIVE_USER`` and ``KHABAR_LIVE_PASSWORD``, or ``KHABAR_LIVE_TOKEN``, then the
netrc file's entry of its host.
"""

from __future__ import annotations

import base64
import html
import json
import netrc
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote, quote_plus, urlsplit

from ..errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Credentials", "credentials", "secret_from", "variable"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token, or nothing. Its text shows no secret."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    origin: str = ""

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def __str__(self) -> str:
        """Say who, and where that comes from.

        >>> str(Credentials("khabar", "secret", origin="KHABAR_LIVE_PASSWORD"))
        'khabar (KHABAR_LIVE_PASSWORD)'
        """
        return f"{self.user or 'a token'} ({self.origin})" if self else "nobody"

    def redact(self, text: str) -> str:
        """Give a text with every form of the secrets that may stand in it blotted out."""
        for secret in sorted(self._forms(), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def _forms(self) -> set[str]:
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode() if self.password else ""
        return {form for form in (*_spellings(self.password), *_spellings(self.token), basic) if form}


def _spellings(secret: str) -> tuple[str, ...]:
    # As a server may echo it: in an address, a form, a page, JSON, Python, or as UTF-8 that was read as Latin-1.
    raw = secret.encode()
    pages = html.escape(secret), html.escape(secret, quote=False)
    shown = json.dumps(secret)[1:-1], repr(secret)[1:-1], repr(raw)[2:-1], raw.decode("latin-1")
    return secret, quote(secret, safe=""), quote(secret), quote_plus(secret), *pages, *shown


def variable(name: str, what: str) -> str:
    """Give the name of an environment variable for an endpoint.

    >>> variable("live-2", "password")
    'KHABAR_LIVE_2_PASSWORD'
    """
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
    return f"KHABAR_{plain}_{what}".upper()


def secret_from(stream: BinaryIO) -> str:
    r"""Read a password, or a token, from a stream such as stdin: its first line, which may end in LF or CRLF.

    Raises UsageError where none is there, and where it is not UTF-8.

    >>> import io
    >>> secret_from(io.BytesIO("كلمة: سر \r\n".encode()))
    'كلمة: سر '
    """
    line = stream.readline()
    secret = line.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
    # Compared, and not caught: the exception that says where it is not UTF-8 holds it.
    if secret.encode() != line.removesuffix(b"\n").removesuffix(b"\r"):
        raise UsageError("the password on stdin is not UTF-8")
    if not secret:
        raise UsageError("there is no password on stdin\n  e.g. khabar … --password-stdin < password.txt")
    return secret


def credentials(
    name: str,
    url: str,
    user: str = "",
    password: str | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    bearer: bool = False,
) -> Credentials:
    """Find out who to be at an endpoint.

    `user` is what the configuration says; `password` is what the caller hands over, and with `bearer` is a token.
    Raises UsageError for a user without a password, for a secret that no request can carry, and for a netrc file that
    cannot be read.
    """
    env = os.environ if environ is None else environ
    user = env.get(variable(name, "user")) or user
    if bearer and password is not None:
        return _checked(name, Credentials(token=password, origin="given"))
    token = env.get(variable(name, "token"), "").strip()
    if token and password is None:
        return _checked(name, Credentials(token=token, origin=variable(name, "token")))
    at = variable(name, "password")
    secret, origin = (password, "given") if password is not None else (env.get(at), at)
    if secret and not user:
        raise UsageError(f"{name}: there is a password but no user\n  set {variable(name, 'user')}")
    if user and secret is not None:
        return _checked(name, Credentials(user, secret, origin=origin))
    found = _from_netrc(urlsplit(url).hostname or "", user, env)
    if user and not found:
        raise UsageError(f"{name}: there is no password for the user {user!r}\n  set {at}")
    return _checked(name, found)


def _checked(name: str, found: Credentials) -> Credentials:
    # Without the values: what cannot be sent is a secret all the same.
    if found.token and not all("!" <= c <= "~" for c in found.token):
        raise UsageError(f"{name}: the token ({found.origin}) holds what no HTTP header may hold; is it whole?")
    if ":" in found.user:
        raise UsageError(f"{name}: the name of a user cannot hold a colon (RFC 7617 section 2)")
    if any(ord(c) < ord(" ") for c in found.user + found.password):
        raise UsageError(f"{name}: the user or the password ({found.origin}) holds a control character")
    return found


def _from_netrc(host: str, user: str, env: Mapping[str, str]) -> Credentials:
    path, entry, problem = _netrc_file(env), None, ""
    try:
        entry = netrc.netrc(path).authenticators(host) if host and path and path.is_file() else None
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as e:
        problem = type(e).__name__
    if problem:
        # Outside of the handler, and without its text: that may be a piece of a password.
        raise UsageError(f"{path}: cannot be read: {problem}")
    if not entry or (user and entry[0] != user):
        return Credentials()
    return Credentials(entry[0], entry[2] or "", origin=str(path))


def _netrc_file(env: Mapping[str, str]) -> Path | None:
    if named := env.get("NETRC"):
        return Path(named)
    try:
        return Path.home() / ".netrc"
    except RuntimeError:
        return None
