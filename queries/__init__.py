"""Canned questions: one SPARQL file each, whose header says what it answers and which parameters it takes."""

from __future__ import annotations

from .catalogue import Catalogue, Question
from .checks import run_checks
from .endpoint import EndpointSource
from .header import Header, Parameter
from .prologue import strangers
from .rows import Rows
from .runner import prepare, run, select
from .sources import DatasetSource, Source, StoreSource
from .waiting import is_given_up, within

__all__ = [
    "Catalogue",
    "DatasetSource",
    "EndpointSource",
    "Header",
    "Parameter",
    "Question",
    "Rows",
    "Source",
    "StoreSource",
    "is_given_up",
    "prepare",
    "run",
    "run_checks",
    "select",
    "strangers",
    "within",
]
