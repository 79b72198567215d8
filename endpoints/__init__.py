"""What kinds of triple store there are, and how to speak with one over HTTP (SPARQL Protocol, Graph Store Protocol)."""

from __future__ import annotations

from .credentials import Credentials
from .endpoint import Endpoint, endpoint
from .failures import PASSING, Cause
from .kinds import Kind, kind, kinds
from .settings import check_settings

__all__ = ["PASSING", "Cause", "Credentials", "Endpoint", "Kind", "check_settings", "endpoint", "kind", "kinds"]
