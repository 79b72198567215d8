"""The rule book: SHACL shapes, one file per class, and the validator that runs them.

`rulebook.py` says which rules there are, `engines/` who runs them, `findings.py` what comes back;
`validator.py` joins the three. Every rule is a named shape in `https://w3id.org/khabar/shapes#`, with a
message in English and one in Arabic that say what to do.
"""

from __future__ import annotations

from .findings import Finding, Keys, Report
from .rulebook import Rule, RuleBook, read, rulebook
from .validator import validate

__all__ = ["Finding", "Keys", "Report", "Rule", "RuleBook", "read", "rulebook", "validate"]
