"""The endpoints of a project: which there are, and what the server behind one can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..endpoints import endpoint
from ..endpoints.credentials import secret_from
from ..endpoints.probe import Probed, probe
from ..errors import UsageError

if TYPE_CHECKING:
    from .config import Config

__all__ = ["Listed", "Probed", "listed", "probed", "secret_from"]


@dataclass(frozen=True, slots=True)
class Listed:
    """An endpoint of the configuration; `who` says as whom khabar would sign in, and where that comes from."""

    name: str
    kind: str
    url: str
    who: str


def listed(config: Config) -> tuple[Listed, ...]:
    """Give the endpoints of a configuration, in its order."""
    return tuple(
        Listed(name, table.get("kind", "generic"), table["url"], _who(config, name))
        for name, table in config.endpoints.items()
    )


def _who(config: Config, name: str) -> str:
    try:
        return str(endpoint(name, config.endpoints).credentials)
    except UsageError as e:
        # A list is where one looks for what is missing; it must not end at it.
        return str(e).splitlines()[0]


def probed(
    config: Config, name: str, *, kind: str = "", password: str | None = None, read_only: bool = False
) -> Probed:
    """Probe an endpoint, by name or address (see `khabar.endpoints.probe`).

    Raises UsageError for an endpoint that is not known, or settings of it that do not fit.
    """
    return probe(endpoint(name, config.endpoints, kind_name=kind, password=password), config.base, read_only=read_only)
