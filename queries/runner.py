"""Ask a question of any source: an embedded store, an rdflib data set, or a remote endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UsageError, did_you_mean
from ..ontology.iris import DEFAULT_BASE
from . import guard
from .binding import bind
from .lookup import Resolver
from .parameters import to_term

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Literal, NamedNode

    from .catalogue import Question
    from .header import Header
    from .parameters import Given
    from .rows import Rows
    from .sources import Source

__all__ = ["prepare", "run", "select"]


def prepare(
    question: Question,
    source: Source,
    parameters: Mapping[str, Given] | None = None,
    lang: str = "",
    base: str = DEFAULT_BASE,
) -> str:
    """Give the SPARQL of a question with its parameters bound; labels are looked up in `source`.

    `lang` is a language tag or two, the second for labels that lack the first: ``ar`` or ``ar,en``.

    Raises:
        UsageError: on an unknown or missing parameter, or a value that does not fit.

    """
    # What is given by name wins over what the language implies.
    given = _languages(question.header, lang) | dict(parameters or {})
    for name in given:
        if question.header.parameter(name) is None:
            raise UsageError(_unknown(question, name))
    resolver = Resolver(source, base)
    terms: dict[str, NamedNode | Literal] = {}
    for parameter in question.header.parameters:
        if parameter.name in given:
            terms[parameter.name] = to_term(parameter, given[parameter.name], resolver)
        elif parameter.required:
            raise UsageError(f"the question '{question.name}' needs the parameter '{parameter.name}'")
    return bind(question.text, terms)


def run(
    question: Question,
    source: Source,
    parameters: Mapping[str, Given] | None = None,
    lang: str = "",
    base: str = DEFAULT_BASE,
) -> Rows:
    """Ask a question and give its rows; arguments and errors as for `prepare`."""
    return source.select(prepare(question, source, parameters, lang, base))


def select(text: str, source: Source) -> Rows:
    """Ask an ad-hoc SELECT query.

    Raises:
        UsageError: on an update, on SERVICE, and on another form of query.

    """
    guard.check(text)
    if (form := guard.query_form(text)) != "SELECT":
        raise UsageError(f"a SELECT query is needed here, not {form}")
    return source.select(text)


def _languages(header: Header, lang: str) -> dict[str, Given]:
    """Give the values of the common parameters; a question without labels has no use for them."""
    if not lang or header.parameter("lang") is None:
        return {}
    # An Arabic reader is better served by an English label than by none, and the other way round.
    first, _, second = (tag.strip() for tag in lang.partition(","))
    return {"lang": first, "fallback": second or ("en" if first.lower() == "ar" else "ar")}


def _unknown(question: Question, name: str) -> str:
    known = [parameter.name for parameter in question.header.parameters]
    hint = did_you_mean(name, known) or (f"known: {', '.join(known)}" if known else "it has none")
    return f"the question '{question.name}' has no parameter '{name}'; {hint}"
