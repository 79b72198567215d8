"""Write the triples of each kind of record. One method a record; no object per triple, for speed."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ..ontology.iris import Names, short_hash
from ..ontology.terms import KH, KHT, PREFIXES, RDF, RDFS, SCHEMA, SKOS
from .nquads import a, boolean, code, date, decimal, integer, iri, number, predicate, string, tag, text, uri

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from .records import Article, Assessment, Entity, Event, Mention, Quantity, Span, Statement, Text, When

__all__ = ["Triples"]

_ALT_LABEL = predicate(SKOS, "altLabel")
_ATTRIBUTED_TO = predicate(PREFIXES["prov"], "wasAttributedTo")
_COMMENT = predicate(RDFS, "comment")
_JOB_TITLE, _NATIONALITY = predicate(SCHEMA, "jobTitle"), predicate(SCHEMA, "nationality")
_LABEL = predicate(RDFS, "label")
_LATITUDE, _LONGITUDE = predicate(PREFIXES["wgs"], "lat"), predicate(PREFIXES["wgs"], "long")
_PRIMARY_SOURCE = predicate(PREFIXES["prov"], "hadPrimarySource")
_REVISION_OF = predicate(PREFIXES["prov"], "wasRevisionOf")
_SAME_AS = predicate(PREFIXES["owl"], "sameAs")
_VALUE = predicate(RDF, "value")
_SOURCE, _EXACT, _START, _END = (predicate(PREFIXES["oa"], n) for n in ("hasSource", "exact", "start", "end"))
_START, _END, _WHOLE = _START + b'"', _END + b'"', integer(0).removeprefix(b'"0')
_CONFLICTS = {"unconfirmed", "tension", "contradiction"}
_IDENTITY_CONFIDENCE = decimal(Decimal("0.9"))
_REMEMBERED = 1 << 12  # entities: what many articles name is few


@cache
def _kh(name: str) -> bytes:
    return predicate(KH, name)


@cache
def _type(name: str) -> bytes:
    return iri(KHT + name)


_EVIDENCE, _STATEMENT, _EVENT, _A_QUANTITY = (a(name) for name in ("Evidence", "Statement", "Event", "Quantity"))
_ARTICLE, _ACT, _POLARITY, _CERTAINTY, _VERBATIM, _HAS_EVIDENCE, _VERB, _HEDGE, _SPEAKER, _CONTENT = map(
    _kh,
    ("article", "act", "polarity", "certainty", "verbatim", "evidence", "verb", "hedge", "speaker", "content"),
)
_EVENT_TYPE, _STATUS, _QUANTITY, _DENOTES = map(_kh, ("eventType", "status", "quantity", "denotes"))
_TIME_BASIS, _TIME_TEXT, _NOT_BEFORE, _NOT_AFTER = map(_kh, ("timeBasis", "timeText", "notBefore", "notAfter"))
_UNIT, _APPROXIMATE, _AS_WRITTEN = map(_kh, ("unit", "approximate", "asWritten"))
_SAID_VERBATIM = {value: _VERBATIM + boolean(value) for value in (True, False)}
_IS_APPROXIMATE = {value: _APPROXIMATE + boolean(value) for value in (True, False)}
_AMOUNT, _LEAST, _MOST = (predicate(SCHEMA, name) for name in ("value", "minValue", "maxValue"))


@lru_cache(8)
def _written(_base: str) -> dict[str, tuple[Entity, tuple[bytes, ...]]]:
    """Give what was written of entities under a base, by reference: to hash a whole entity takes longer than a look."""
    return {}


# A sheet has four graphs, and each needs the IRIs of its article and its maker.
_named = lru_cache(64)(iri)


@cache
def _coded(property_: bytes, name: str) -> bytes:
    """Give what follows the subject of a triple with a code."""
    return property_ + code(name)


@cache
def _of_type(name: str) -> bytes:
    return _EVENT_TYPE + _type(name)


_day = lru_cache(_REMEMBERED)(date)
_number = lru_cache(_REMEMBERED)(number)


@lru_cache(_REMEMBERED)
def _absolute(reference: str, base: str) -> bytes:
    return iri(Names(base).resolve(reference))


@lru_cache(_REMEMBERED)
def _ending(reference: str) -> bytes:
    """Give what an IRI ends in after the article's own, to the > of it."""
    return iri(reference)[1:]


class Triples:
    """The triples of one graph, gathered in `out`; references are resolved against the base and the article."""

    __slots__ = ("_about", "_spans", "_start", "_tag", "_written", "agent", "article", "language", "names", "out")

    def __init__(self, names: Names, article: str, language: str, agent: str) -> None:
        self.names = names
        self.article = article
        self.language = language
        self.agent = _named(agent)
        self.out: list[bytes] = []
        self._about = _named(article)
        self._start, self._tag = self._about[:-1], tag(language)
        self._spans: set[bytes] = set()
        self._written = _written(names.base)

    def ref(self, reference: str) -> bytes:
        """Give the IRI of a reference."""
        if reference[:1] == "#":
            return self._start + _ending(reference)
        return _absolute(reference, self.names.base) if reference else self._about

    def refs(self, subject: bytes, pairs: Iterable[tuple[bytes, str | None]]) -> None:
        """Write each pair of predicate and reference, leaving out those without one."""
        self.out += [subject + p + self.ref(reference) for p, reference in pairs if reference is not None]

    def texts(self, subject: bytes, pairs: Iterable[tuple[bytes, Text | None]]) -> None:
        """Write each pair of predicate and text, leaving out those without one."""
        self.out += [subject + p + text(*words) for p, words in pairs if words]

    def labels(self, subject: bytes, labels: Iterable[Text]) -> None:
        """Write the names of a thing."""
        subject += _LABEL
        self.out += [subject + string(value) + tag(language) for value, language in labels]

    def article_head(self, article: Article) -> None:
        """Write what is known of the article, and its own voice."""
        s, narrator = self._about, self.ref("#narrator")
        self.out += (
            s + a("Article"),
            s + predicate(SCHEMA, "headline") + text(article.headline, article.language),
            s + predicate(SCHEMA, "inLanguage") + string(article.language),
            s + predicate(SCHEMA, "sha256") + string(article.sha256),
            s + _kh("narrator") + narrator,
            narrator + a("Narrator"),
            narrator + _LABEL + text("the article's own voice", "en"),
            narrator + _LABEL + text("صوت المقال", "ar"),
        )
        if article.published:
            self.out.append(s + predicate(SCHEMA, "datePublished") + date(article.published))
        if article.url:
            self.out.append(s + predicate(SCHEMA, "url") + uri(article.url))
        for name, value in (("publisher", article.publisher), ("author", article.author)):
            if value:
                self.out.append(s + predicate(SCHEMA, name) + text(value, article.language))
        self.refs(s, [(_REVISION_OF, article.revision_of)])

    def shared(self, entity: Entity) -> None:
        """Write an actor, force, base or place that articles share: most of them were written before."""
        found = self._written.get(entity.reference)
        if found is None or (found[0] is not entity and found[0] != entity):
            found = self._remember(entity)
        self.out += found[1]

    def _remember(self, entity: Entity) -> tuple[Entity, tuple[bytes, ...]]:
        triples = Triples(self.names, "", "", "")
        triples.entity(entity)
        if len(self._written) >= _REMEMBERED:
            self._written.clear()
        found = self._written[entity.reference] = (entity, tuple(dict.fromkeys(triples.out)))
        return found

    def entity(self, entity: Entity) -> None:
        """Write an actor, force, base or place."""
        s = self.ref(entity.reference)
        self.out.append(s + a(entity.kind))
        self.labels(s, entity.labels)
        if entity.aliases or entity.title:
            self.texts(s, [(_ALT_LABEL, alias) for alias in entity.aliases])
            self.texts(s, [(_JOB_TITLE, entity.title)])
        belongs = ((_NATIONALITY, entity.nationality), (_kh("belongsTo"), entity.belongs_to))
        self.refs(s, [*belongs, (_kh("locatedIn"), entity.located_in)])
        for name, degrees in ((_LATITUDE, entity.latitude), (_LONGITUDE, entity.longitude)):
            if degrees is not None:
                self.out.append(s + name + number(degrees))

    def identities(self, entity: Entity) -> None:
        """Write the links to other data sets, each as a judgement with its judge, and the link itself beside it."""
        s = self.ref(entity.reference)
        owner = self.article if entity.local else ""
        for other in entity.same_as:
            # The judge is part of the name: two analysts who agree are two judgements.
            link = self.ref(f"link/{short_hash(owner + entity.reference, other, self.agent)}")
            self.out += (
                link + a("Assessment"),
                link + _kh("kind") + code("same-entity"),
                link + _kh("about") + s,
                link + _kh("target") + iri(other),
                link + _kh("basis") + code("outside"),
                link + _kh("confidence") + _IDENTITY_CONFIDENCE,
                link + _ATTRIBUTED_TO + self.agent,
                s + _SAME_AS + iri(other),
            )

    def has(self, span: Span) -> bool:
        """Tell whether a span was written."""
        return self.place(span) in self._spans

    def place(self, span: Span) -> bytes:
        """Give the IRI of a span: that of its `reference`, in which nothing can need an escape."""
        return b"%b#char=%d,%d>" % (self._start, span.start, span.end)

    def evidence(self, span: Span) -> bytes:
        """Write a span of the article, once: its quote and its place; give its IRI."""
        s = self.place(span)
        if s in self._spans:
            return s
        self._spans.add(s)
        self.out += (
            s + _EVIDENCE,
            s + _SOURCE + self._about,
            s + _EXACT + string(span.quote) + self._tag,
            b"%b%d%b" % (s + _START, span.start, _WHOLE),
            b"%b%d%b" % (s + _END, span.end, _WHOLE),
        )
        return s

    def mention(self, mention: Mention) -> None:
        """Write a span that names an entity."""
        self.out.append(self.evidence(mention.span) + _DENOTES + self.ref(mention.entity))

    def statement(self, statement: Statement) -> None:
        """Write who is reported to have expressed what, in which words."""
        s = self.ref(statement.reference)
        evidence = self.evidence(statement.span)
        self.out += (
            s + _STATEMENT,
            s + _ARTICLE + self._about,
            s + _coded(_ACT, statement.act),
            s + _coded(_POLARITY, statement.polarity),
            s + _coded(_CERTAINTY, statement.certainty),
            s + _SAID_VERBATIM[statement.verbatim],
            s + _HAS_EVIDENCE + evidence,
        )
        if statement.verb or statement.hedge:
            self.texts(s, [(_VERB, statement.verb), (_HEDGE, statement.hedge)])
        self.labels(s, statement.labels)
        self.out.append(s + _SPEAKER + self.ref(statement.speaker))
        if statement.content is not None:
            self.out.append(s + _CONTENT + self.ref(statement.content))
        if statement.occasion or statement.addressees or statement.about:
            self.refs(s, [(_kh("occasion"), statement.occasion)])
            self.refs(s, [(_kh("addressee"), to) for to in statement.addressees])
            self.refs(s, [(_kh("about"), subject) for subject in statement.about])

    def event(self, event: Event) -> None:
        """Write one description of an event, with its parties, amounts and time."""
        s = self.ref(event.reference)
        self.out += (s + _EVENT, s + _of_type(event.type), s + _coded(_STATUS, event.status))
        self.out += [s + _kh(role) + self.ref(reference) for role, reference in event.roles]
        self.labels(s, event.labels)
        self.when(s, event.when)
        if event.source or event.attributed_to:
            self.refs(s, [(_PRIMARY_SOURCE, event.source), *((_ATTRIBUTED_TO, who) for who in event.attributed_to)])
        if event.code:
            scheme, notation = event.code
            self.out.append(s + _kh("code") + string(notation) + (b"^^" + iri(KH + scheme) if scheme else b""))
        if event.precision:
            self.out.append(s + _kh("placePrecision") + code(f"place-{event.precision}"))
        for quantity in event.quantities:
            self.out.append(s + _QUANTITY + self.ref(quantity.reference))
            self.quantity(quantity)

    def when(self, s: bytes, when: When) -> None:
        """Write a time: its words, and the days it can be pinned to."""
        self.out.append(s + _coded(_TIME_BASIS, when.basis))
        if when.words:
            self.out.append(s + _TIME_TEXT + text(*when.words))
        if when.not_before:
            self.out.append(s + _NOT_BEFORE + _day(when.not_before))
        if when.not_after:
            self.out.append(s + _NOT_AFTER + _day(when.not_after))
        if when.duration:
            self.out.append(s + _kh("duration") + string(when.duration))

    def quantity(self, quantity: Quantity) -> None:
        """Write an amount: its words, and what we read in them."""
        s = self.ref(quantity.reference)
        self.out += (
            s + _A_QUANTITY,
            s + _coded(_UNIT, quantity.unit),
            s + _IS_APPROXIMATE[quantity.approximate],
        )
        if quantity.as_written:
            self.out.append(s + _AS_WRITTEN + text(*quantity.as_written))
        bounds = ((_AMOUNT, quantity.value), (_LEAST, quantity.minimum), (_MOST, quantity.maximum))
        self.out += [s + p + _number(n) for p, n in bounds if n is not None]
        if quantity.span:
            self.out.append(s + _HAS_EVIDENCE + self.evidence(quantity.span))

    def assessment(self, assessment: Assessment, statements: Container[str]) -> None:
        """Write a judgement; two of the statements judged to conflict are linked both ways."""
        s, about = self.ref(assessment.reference), self.ref(assessment.about)
        self.out += (
            s + a("Assessment"),
            s + _kh("kind") + code(assessment.kind),
            s + _kh("about") + about,
            s + _kh("basis") + code(assessment.basis),
            s + _ATTRIBUTED_TO + self.agent,
        )
        if assessment.note:
            self.out.append(s + _COMMENT + string(assessment.note))
        self.texts(s, [(_VALUE, assessment.correction)])
        if assessment.confidence is not None:
            self.out.append(s + _kh("confidence") + number(assessment.confidence))
        if assessment.target is not None:
            target = self.ref(assessment.target)
            self.out.append(s + _kh("target") + target)
            if assessment.kind in _CONFLICTS and assessment.about in statements and assessment.target in statements:
                self.out += (about + _kh("conflictsWith") + target, target + _kh("conflictsWith") + about)
