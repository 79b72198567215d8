"""One triple store on the network: where it is, of what kind, and who we are there."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlsplit

from ..errors import UsageError, did_you_mean
from .credentials import Credentials, credentials, variable
from .kinds import Kind, Urls, kind
from .settings import URLS, blotted, check_settings, is_address

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Endpoint", "endpoint"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server to query and to push to; `urls` have no ``{url}`` left.

    `timeout` is in seconds: how long the server may be silent. `kind` is as its file says, with the limits that the
    configuration sets.
    """

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

    def taken_as(self, other: Kind, url: str) -> Self:
        """Give the same server taken for one of another kind at a URL; who we are there stays."""
        auth = _auth(other, self.credentials, "")
        urls = _filled(other.urls, url, {})
        return replace(self, url=url, kind=other, urls=urls, auth=auth, connections=other.connections, lane="")

    @property
    def local(self) -> bool:
        """Whether the server is on this machine."""
        return _is_loopback(urlsplit(self.url).hostname or "")

    @property
    def cautions(self) -> tuple[str, ...]:
        """What an operator should know before signing in there: sentences, none where all is well."""
        found = []
        if self.credentials and not self.local and self.url.startswith("http://"):
            found.append(f"{self}: who signs in over http:// shows it to everyone on the way; use https://")
        if self.insecure and self.url.startswith("https://"):
            found.append(f"{self}: insecure = true: whoever answers there is believed to be the server")
        return tuple(found)

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

    `settings` are the tables ``[endpoints.NAME]``; `password` (or, where the store takes tokens, a token) is used
    before what the environment and netrc hold. Raises UsageError for an unknown name and for settings that do not fit.
    """
    table = _table(name, settings)
    check_settings(name, table)
    of = _limited(kind(kind_name or table.get("kind", "generic")), table)
    url = str(table["url"]).rstrip("/")
    known = _known(name)
    bearer = table.get("auth", of.auth) == "bearer"
    found = credentials(known, url, table.get("user", ""), password, environ, bearer=bearer)
    made = Endpoint(
        name=url if is_address(name) else name,
        url=url,
        kind=of,
        urls=_filled(of.urls, url, table),
        auth=_auth(of, found, table.get("auth", "")),
        credentials=found,
        timeout=float(table.get("timeout", 60)),
        ca=Path(table["ca"]) if "ca" in table else None,
        insecure=table.get("insecure", False),
        connections=table.get("connections", of.connections),
        lane=table.get("lane", ""),
    )
    return _refuse_unfit(made)


def _known(name: str) -> str:
    """Give the name from which the variables of the environment are made."""
    return "endpoint" if is_address(name) else name


def _table(name: str, settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    if name in settings:
        same = [n for n in settings if n != name and variable(n, "user") == variable(name, "user")]
        if same:
            raise UsageError(
                f"endpoints.{name}: its variables ({variable(name, 'user')} …) are those of endpoints.{same[0]}\n"
                "  rename one of them"
            )
        return dict(settings[name])
    if is_address(name):
        return {"url": name}
    known = f"the endpoints are: {', '.join(settings)}" if settings else "khabar.toml names none"
    hint = did_you_mean(name, settings) or f"{known}; a URL will do as well"
    raise UsageError(f"there is no endpoint called {blotted(name)!r}\n  {hint}")


def _limited(of: Kind, table: Mapping[str, Any]) -> Kind:
    return replace(of, insert_triples=table["insert_triples"]) if "insert_triples" in table else of


def _auth(of: Kind, found: Credentials, asked: str) -> str:
    if not found:
        return "none"
    if asked:
        return asked
    if found.token:
        return "bearer"
    # A store that asks for nothing may stand behind a server that does.
    return of.auth if of.auth in {"basic", "digest"} else "basic"


def _filled(urls: Urls, url: str, table: Mapping[str, Any]) -> Urls:
    given = replace(urls, **{key: table[key] for key in URLS if key in table})
    return Urls(**{key: getattr(given, key).replace("{url}", url) for key in URLS})


_NEEDS = {"quads": "quads", "put": "graph", "stage": "graph"}


def _refuse_unfit(made: Endpoint) -> Endpoint:
    who, at = made.credentials, made.name if is_address(made.name) else f"endpoints.{made.name}"
    if made.auth == "bearer" and not who.token:
        token = variable(_known(made.name), "token")
        raise UsageError(f"{at}: auth: bearer needs a token\n  set {token} in the environment")
    if made.auth in {"basic", "digest"} and not who.user:
        raise UsageError(f"{at}: auth: {made.auth} needs a user and a password, and there is a token ({who.origin})")
    need = _NEEDS.get(made.lane, "")
    if need and not getattr(made.urls, need):
        raise UsageError(f"{at}: lane: {made.lane} needs {need} = an address, which {made.kind.label} does not have")
    return made


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
