"""Push the named graphs of a store to a server: what is sent, in which order, and whether it arrived."""

from __future__ import annotations

from .about import About
from .local import StoreGraphs
from .plan import Change, Plan, Step
from .progress import Progress, Pushed
from .target import Target

__all__ = ["About", "Change", "Plan", "Progress", "Pushed", "Step", "StoreGraphs", "Target"]
