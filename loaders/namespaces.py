"""Tell khabar's vocabularies from others, and point out a namespace that is almost one of them.

A near miss is no error to any RDF tool, which is what makes it dear: the data loads, and no rule and no question
ever sees it.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from ..errors import Level, Position, Problem
from ..ontology.terms import PREFIXES, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

__all__ = ["KNOWN", "foreign", "near_misses", "nearest"]

KNOWN = (*PREFIXES.values(), "http://purl.org/dc/terms/", "http://www.w3.org/2006/time#", "http://www.w3.org/ns/dcat#")
# Real vocabularies of others that stand within a letter or two of one of ours.
_OTHERS = frozenset(
    f"http://www.w3.org/ns/{name}"
    for name in ("prof/", "ldp#", "odrl/2/", "sosa/", "ssn/", "shacl#", "ma-ont#", "auth/acl#", "locn#", "adms#", "as#")
)
_TYPE = NamedNode(RDF + "type")
_SHORT = 16
_SHOWN = 3


def foreign(quads: Iterable[Quad], file: str) -> Iterator[Problem]:
    """Say in one line, of the level info, how much of a file is in vocabularies that khabar does not know."""
    total, found = 0, Counter[str]()
    for quad in quads:
        total += 1
        found.update({_namespace(term) for term in _vocabulary(quad)}.difference(KNOWN))
    if not found:
        return
    first = ", ".join(f"{name} ({count})" for name, count in found.most_common(_SHOWN))
    rest = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    rest_ar = f" و{len(found) - _SHOWN} غيرها" if rest else ""
    yield Problem(
        "rdf-foreign",
        f"no rule looks at terms of other vocabularies: {first}{rest}; {total} quads in all",
        Position(file),
        Level.INFO,
        message_ar=f"لا تنظر أي قاعدة في مصطلحات مفردات أخرى: {first}{rest_ar}؛ والمجموع {total} رباعية",
    )


def near_misses(quads: Iterable[Quad], text: str, file: str) -> Iterator[Problem]:
    """Warn of each namespace that is almost one of khabar's, with the right one and the line of its first use."""
    terms = dict.fromkeys(term for quad in quads for term in _iris(quad))
    names = dict.fromkeys(map(_namespace, terms))
    # A term that has grown onto a name for want of `#` may stand in any namespace, so each term is looked at.
    glued = dict.fromkeys(filter(None, (_glued(term, text) for term in terms)))
    wrong = {name: nearest(name) for name in names} | {name: f"{name}#" for name in glued}
    return (_miss(name, right, text, file) for name, right in wrong.items() if right)


def nearest(namespace: str) -> str:
    """Give the known namespace that one was most likely meant to be; empty where it is known, or like none.

    >>> nearest("https://www.w3.org/1999/02/22-rdf-syntax-ns#"), nearest("http://www.w3.org/ns/Prov/")
    ('http://www.w3.org/1999/02/22-rdf-syntax-ns#', 'http://www.w3.org/ns/prov#')
    >>> nearest("http://xmlns.com/foaf/0.1/"), nearest("http://www.w3.org/ns/prov#")
    ('', '')
    """
    if namespace in KNOWN or namespace in _OTHERS:
        return ""
    plain = _plain(namespace)
    for known in KNOWN:
        if plain == _plain(known):
            return known
    return next((k for k in KNOWN if _close(plain, _plain(k))), "")


def _miss(name: str, right: str, text: str, file: str) -> Problem:
    at = text.find(name)
    line = text.count("\n", 0, at) + 1 if at >= 0 else None
    # schema.org itself says that either scheme may be used: not a mistake, yet not the same IRIs.
    legal = name == "http://schema.org/"
    why = "is legal, but khabar uses" if legal else "is not"
    why_ar = "مسموح به، لكن خبر يستعمل" if legal else "ليس هو"
    return Problem(
        "rdf-near-miss",
        f"the namespace {name} {why} {right}: no rule and no question will see its terms",
        Position(file, line),
        Level.INFO if legal else Level.WARNING,
        value=name,
        fix=f"write {right}",
        message_ar=f"فضاء الأسماء {name} {why_ar} {right}: لن ترى مصطلحاتِه أي قاعدة أو سؤال",
    )


def _vocabulary(quad: Quad) -> Iterator[str]:
    yield quad.predicate.value
    if quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
        yield quad.object.value
    elif isinstance(quad.object, Literal):
        yield quad.object.datatype.value


def _iris(quad: Quad) -> Iterator[str]:
    yield from _vocabulary(quad)
    yield from (term.value for term in (quad.subject, quad.object) if isinstance(term, NamedNode))


def _namespace(iri: str) -> str:
    end = iri.find("#") if "#" in iri else iri.rfind("/")
    return iri[: end + 1]


def _plain(namespace: str) -> str:
    """Leave out what people get wrong most: scheme, ``www.``, capitals, and the sign at the end."""
    return re.sub(r"\A[a-z]+://(?:www\.)?|[#/]+\Z", "", namespace.strip().lower())


def _glued(iri: str, text: str) -> str:
    """Give a namespace without its ``#`` that a file declares, where a term has grown onto it (``…/ns/provEntity``)."""
    for known in KNOWN:
        bare = known[:-1]
        if known.endswith("#") and iri.startswith(bare) and iri[len(bare) : len(bare) + 1].isalpha():
            return bare if f"<{bare}>" in text or f'"{bare}"' in text else ""
    return ""


def _close(plain: str, known: str) -> bool:
    return abs(len(plain) - len(known)) <= 1 and _distance(plain, known) <= (1 if len(known) < _SHORT else 2)


def _distance(a: str, b: str) -> int:
    """Count the letters to add, drop, change or swap (optimal string alignment)."""
    before, row = [0] * (len(b) + 1), list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return row[-1]
