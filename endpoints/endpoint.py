"""One triple store on the network: where it is, of what kind, and who we are there."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from ..errors import UsageError, did_you_mean
from .credentials import Credentials, credentials, variable
from .kinds import Kind, Urls, kind

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Endpoint", "check_settings", "endpoint"]

AUTHS = ("none", "basic", "digest", "bearer")
LANES = ("quads", "put", "stage", "insert")
_URLS = tuple(f.name for f in fields(Urls))
_SECRETS = ("password", "token")
_LONGEST = 86_400


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server to query and to push to; `urls` have no ``{url}`` left. `timeout` is in seconds."""

    name: str
    url: str
    kind: Kind
    urls: Urls
    auth: str = "none"
    credentials: Credentials = field(default_factory=Credentials, repr=False)
    timeout: float = 60.0
    ca: Path | None = None
    insecure: bool = False
    connections: int = 4
    lane: str = ""

    def graph_url(self, graph: str) -> str:
        """Give the URL of a graph (Graph Store HTTP Protocol, section 4.2); raises UsageError where there is none."""
        if not self.urls.graph:
            raise UsageError(f"{self.name}: this kind of store has no URL for a graph: {self.kind.label}")
        return self.urls.graph.replace("{graph}", quote(graph, safe=""))

    def __str__(self) -> str:
        return self.name if self.name == self.url else f"{self.name} ({self.url})"


def endpoint(
    name: str,
    settings: Mapping[str, Mapping[str, Any]],
    *,
    kind_name: str = "",
    password: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Endpoint:
    """Give the endpoint of that name in the settings, or the one at a URL.

    `settings` are the tables ``[endpoints.NAME]``. Raises UsageError for an unknown name and for settings that do not
    fit.
    """
    if name in settings:
        table = dict(settings[name])
    elif name.startswith(("http://", "https://")):
        table = {"url": name}
    else:
        raise UsageError(_unknown(name, settings))
    check_settings(name, table)
    of = kind(kind_name or table.get("kind", "generic"))
    url = str(table["url"]).rstrip("/")
    known = "endpoint" if name == table["url"] else name
    found = credentials(known, url, table.get("user", ""), password, environ)
    return Endpoint(
        name=name,
        url=url,
        kind=of,
        urls=_filled(of.urls, url, table),
        auth=table.get("auth") or _auth(of, found),
        credentials=found,
        timeout=float(table.get("timeout", 60)),
        ca=Path(table["ca"]) if "ca" in table else None,
        insecure=table.get("insecure", False),
        connections=table.get("connections", of.connections),
        lane=table.get("lane", ""),
    )


def _unknown(name: str, settings: Mapping[str, object]) -> str:
    known = f"the endpoints are: {', '.join(settings)}" if settings else "khabar.toml names none"
    hint = did_you_mean(name, settings) or f"{known}; a URL will do as well"
    return f"there is no endpoint called {name!r}\n  {hint}"


def _auth(of: Kind, found: Credentials) -> str:
    if not found:
        return "none"
    if found.token:
        return "bearer"
    # A store that asks for nothing may stand behind a server that does.
    return of.auth if of.auth in {"basic", "digest"} else "basic"


def _filled(urls: Urls, url: str, table: Mapping[str, Any]) -> Urls:
    given = replace(urls, **{key: table[key] for key in _URLS if key in table})
    return Urls(**{key: getattr(given, key).replace("{url}", url) for key in _URLS})


def check_settings(name: str, table: Mapping[str, Any]) -> None:
    """Check the table ``[endpoints.NAME]``; raises UsageError, naming the key, for what does not fit."""
    for key, value in table.items():
        if key in _SECRETS:
            raise UsageError(
                f"endpoints.{name}: a {key} does not belong in a file\n  set {variable(name, key)} in the environment"
            )
        if key not in _CHECKS:
            hint = did_you_mean(key, _CHECKS) or f"the settings are: {', '.join(_CHECKS)}"
            raise UsageError(f"endpoints.{name}: there is no setting {key!r}\n  {hint}")
        if problem := _CHECKS[key](value):
            raise UsageError(f"endpoints.{name}: {key}: {problem}, not {value!r}")
    if "url" not in table:
        raise UsageError(f"endpoints.{name}: url: is missing\n  e.g. url = {kind('virtuoso').example!r}")
    _check_url(name, str(table["url"]))


def _check_url(name: str, url: str) -> None:
    parts = urlsplit(url)
    if parts.username or parts.password:
        bare = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        raise UsageError(
            f"{bare}: a user or a password does not belong in a URL\n  set {variable(name, 'user')} and "
            f"{variable(name, 'password')} in the environment"
        )


def _is_url(value: object) -> str:
    fits = isinstance(value, str) and urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).hostname)
    return "" if fits else "write an address that begins with http:// or https://"


def _is_pattern(value: object) -> str:
    fits = isinstance(value, str) and value.startswith(("{url}", "http://", "https://"))
    return "" if fits else "write an address, or a pattern that begins with {url}"


def _is_text(value: object) -> str:
    return "" if isinstance(value, str) and value else "write a text"


def _is_kind(value: object) -> str:
    kind(str(value))
    return ""


def _is_number(value: object) -> str:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _LONGEST
    return "" if fits else f"write a number above 0, and at most {_LONGEST}"


def _is_count(value: object) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 64  # noqa: PLR2004
    return "" if fits else "write a whole number from 1 to 64"


def _is_truth(value: object) -> str:
    return "" if isinstance(value, bool) else "write true or false"


def _is_auth(value: object) -> str:
    return "" if value in AUTHS else f"write one of {', '.join(AUTHS)}"


def _is_lane(value: object) -> str:
    return "" if value in LANES else f"write one of {', '.join(LANES)}"


_CHECKS = {
    "url": _is_url,
    "kind": _is_kind,
    "user": _is_text,
    "auth": _is_auth,
    "timeout": _is_number,
    "connections": _is_count,
    "lane": _is_lane,
    "ca": _is_text,
    "insecure": _is_truth,
    **dict.fromkeys(_URLS, _is_pattern),
}
