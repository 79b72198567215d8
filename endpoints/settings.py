"""What may stand in ``[endpoints.NAME]``: each setting, and what is wrong with a value."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import UsageError, did_you_mean
from .credentials import variable
from .kinds import Urls, kind, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["AUTHS", "LANES", "URLS", "blotted", "check_settings", "is_address"]

AUTHS = ("none", "basic", "digest", "bearer")
LANES = ("quads", "put", "stage", "insert")
URLS = tuple(f.name for f in fields(Urls))
_SECRETS = ("password", "token")
_LONGEST = 86_400
_LARGEST = 1_000_000
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_USERINFO = re.compile(r"(?:(?<=//)|^(?!.*//)).*@")
_HOLDERS = re.compile(r"\{[^{}]*\}")
_NOT_IN_URL = re.compile(r'[\x00-\x20\x7f<>"\\^`|]')


def is_address(name: str) -> bool:
    """Tell an address from the name of an endpoint."""
    return "://" in name


def blotted(url: str) -> str:
    """Give an address as it may be shown: nothing that could be a user with a password is left in it.

    >>> blotted("http://me:pass/word@host/sparql"), blotted("me:password@host")
    ('http://***@host/sparql', '***@host')
    """
    return _USERINFO.sub("***@", url)


def check_settings(name: str, table: Mapping[str, Any]) -> None:
    """Check the table ``[endpoints.NAME]``; raises UsageError, naming the key, for what does not fit."""
    if not is_address(name) and not _NAME.fullmatch(name):
        # Variables of the environment are made from it, and take no other letters.
        raise UsageError(f"endpoints.{name}: the name of an endpoint is made of a-z, 0-9, - and _, e.g. endpoints.live")
    at = blotted(name) if is_address(name) else f"endpoints.{name}"
    for key, value in table.items():
        if key in _SECRETS:
            raise UsageError(f"{at}: a {key} does not belong in a file\n  set {variable(name, key)} in the environment")
        if key not in _CHECKS:
            hint = did_you_mean(key, _CHECKS) or f"the settings are: {', '.join(_CHECKS)}"
            raise UsageError(f"{at}: there is no setting {key!r}\n  {hint}")
        _refuse_userinfo(at, name, value)
        if problem := _CHECKS[key](value):
            raise UsageError(f"{at}: {key}: {problem}")
    if "url" not in table:
        raise UsageError(f"{at}: url: is missing\n  e.g. url = {kind('virtuoso').example!r}")


def _refuse_userinfo(at: str, name: str, value: object) -> None:
    if not isinstance(value, str) or "@" not in value:
        return
    # A password with a slash in it ends the host for whoever reads by the rules, and hides before the @.
    authority = value.partition("//")[2].partition("?")[0]
    if "@" in authority.partition("/")[0] or ":" in authority.partition("@")[0].partition("/")[0]:
        user, password = (variable("endpoint" if is_address(name) else name, what) for what in ("user", "password"))
        raise UsageError(
            f"{at}: {blotted(value)}: a user or a password does not belong in a URL\n  set {user} and {password} in "
            "the environment"
        )


def _is_url(value: object) -> str:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return f"write an address that begins with http:// or https://, not {blotted(repr(value))}"
    if found := _NOT_IN_URL.search(value):
        return f"no address holds {found.group()!r}"
    if "#" in value or "{" in value:
        return "write the address of the server, without # and without {…}"
    return _host_problem(value)


def _host_problem(value: str) -> str:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - asking is what raises
    except ValueError as e:
        return f"{value!r} is no address: {e}"
    return "" if parts.hostname else f"{value!r} names no host"


def _is_pattern(*holders: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or not value.startswith(("{url}", "http://", "https://")):
            return f"write an address, or a pattern that begins with {{url}}, not {blotted(repr(value))}"
        odd = sorted(set(_HOLDERS.findall(value)) - {"{url}", *holders})
        missing = [h for h in holders if h not in value]
        if odd or missing:
            return f"{odd[0]} stands for nothing here" if odd else f"{missing[0]} is missing"
        return _is_url(_HOLDERS.sub("x", value.replace("{url}", "http://x")))

    return check


def _is_text(value: object) -> str:
    return "" if isinstance(value, str) and value else f"write a text, not {value!r}"


def _is_user(value: object) -> str:
    # Not shown: people write user:password here.
    return "" if isinstance(value, str) and value and ":" not in value else "write a name, without a colon"


def _is_number(value: object) -> str:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= _LONGEST
    return "" if fits else f"write a number of seconds above 0, and at most {_LONGEST}, not {value!r}"


def _is_count(most: int) -> Callable[[object], str]:
    def check(value: object) -> str:
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 < value <= most
        return "" if fits else f"write a whole number from 1 to {most}, not {value!r}"

    return check


def _is_truth(value: object) -> str:
    return "" if isinstance(value, bool) else f"write true or false, not {value!r}"


def _is_one_of(known: Callable[[], Iterable[str]]) -> Callable[[object], str]:
    def check(value: object) -> str:
        names = tuple(known())
        if isinstance(value, str) and value in names:
            return ""
        hint = did_you_mean(str(value), names)
        return f"write one of {', '.join(names)}, not {value!r}" + (f"\n  {hint}" if hint else "")

    return check


_CHECKS: dict[str, Callable[[object], str]] = {
    "url": _is_url,
    "kind": _is_one_of(kinds),
    "user": _is_user,
    "auth": _is_one_of(lambda: AUTHS),
    "timeout": _is_number,
    "connections": _is_count(64),
    "lane": _is_one_of(lambda: LANES),
    "insert_triples": _is_count(_LARGEST),
    "ca": _is_text,
    "insecure": _is_truth,
    **{key: _is_pattern("{graph}") if key == "graph" else _is_pattern() for key in URLS},
}
