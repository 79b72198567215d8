"""Who we are to a server. Never from a configuration file: from the environment, netrc, or what the caller hands over.

For an endpoint called ``live``: ``KHABAR_LIVE_USER`` and ``KHABAR_LIVE_PASSWORD``, or ``KHABAR_LIVE_TOKEN``, then the
netrc file's entry of its host.
"""

from __future__ import annotations

import base64
import netrc
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from ..errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Credentials", "credentials", "variable"]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token, or nothing. Its text shows no secret."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    origin: str = ""

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def redact(self, text: str) -> str:
        """Give a text with every form of the secrets that may stand in it blotted out."""
        for secret in sorted(self._forms(), key=len, reverse=True):
            text = text.replace(secret, "***")
        return text

    def _forms(self) -> set[str]:
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode() if self.password else ""
        secrets = {self.password, self.token}
        return {form for form in (*secrets, *(quote(s, safe="") for s in secrets), basic) if form}


def variable(name: str, what: str) -> str:
    """Give the name of an environment variable for an endpoint.

    >>> variable("live-2", "password")
    'KHABAR_LIVE_2_PASSWORD'
    """
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
    return f"KHABAR_{plain}_{what}".upper()


def credentials(
    name: str, url: str, user: str = "", password: str | None = None, environ: Mapping[str, str] | None = None
) -> Credentials:
    """Find out who to be at an endpoint; `user` and `password` are what the caller settles.

    Raises UsageError for a user without a password, and for a netrc file that cannot be read.
    """
    env = os.environ if environ is None else environ
    if token := env.get(variable(name, "token")):
        return Credentials(token=token, origin=variable(name, "token"))
    user = user or env.get(variable(name, "user"), "")
    at = variable(name, "password")
    secret, origin = (password, "given") if password is not None else (env.get(at), at)
    if secret is not None and not user:
        raise UsageError(f"{name}: there is a password but no user\n  set {variable(name, 'user')}")
    if user and secret is not None:
        return Credentials(user, secret, origin=origin)
    found = _from_netrc(urlsplit(url).hostname or "", user, env)
    if user and not found:
        raise UsageError(f"{name}: there is no password for the user {user!r}\n  set {variable(name, 'password')}")
    return found


def _from_netrc(host: str, user: str, env: Mapping[str, str]) -> Credentials:
    path = Path(env.get("NETRC") or Path.home() / ".netrc")
    try:
        entry = netrc.netrc(path).authenticators(host) if host and path.is_file() else None
    except (OSError, netrc.NetrcParseError, UnicodeDecodeError) as e:
        raise UsageError(f"{path}: cannot be read: {type(e).__name__}") from None
    if not entry or (user and entry[0] != user):
        return Credentials()
    return Credentials(entry[0], entry[2] or "", origin=str(path))
