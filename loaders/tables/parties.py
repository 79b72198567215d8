"""Who took part and where, and who says so: things that a row names and that are described once, in the register.

The same cells give the same IRI in any file, on any machine. Their description goes to the graph of the data set's
register when they first come up.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from ...ontology.iris import long_hash, slug
from ...ontology.terms import KH, PREFIXES, RDF, RDFS
from ..nquads import iri, predicate, text
from ..records import Entity, Text
from ..triples import Triples
from .cells import CellError, address, degrees
from .countries import country
from .pieces import CACHED, Doubt, RowError, has

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from .description import Party
    from .holes import Holes

__all__ = ["PartyOf", "Register", "SourcesOf"]

_NO_PRECISION = (
    "is no precision that the description knows; the place was taken without one",
    "ليس درجة دقة يعرفها الوصف؛ أُخذ المكان بلا درجة",
)
Said = TypeVar("Said")
Read = TypeVar("Read")
_ATTRIBUTED_TO = predicate(PREFIXES["prov"], "wasAttributedTo")
_REMEMBERED = 1 << 15  # with its descriptions each takes a kilobyte


def role_of(party: Party) -> str:
    """Give the property by which a party belongs to its event, as N-Quads write it."""
    return iri(KH + party.role).decode()


class Register:
    """The descriptions of what rows name, as N-Quads of the data set's register, until they are taken.

    What a text names is worked out once for many chunks of a table, and is described in each of them all the same:
    what a chunk becomes must not depend on those before it.
    """

    def __init__(self, holes: Holes) -> None:
        self._names, self._dataset = holes.names, holes.description.name
        # Countries are everybody's: they stand where articles describe theirs.
        self._common = f" <{holes.names.register}> .\n"
        self._end = f" <{holes.names.base}dataset/{self._dataset}/register> .\n"
        self._lines: list[str] = []
        self._countries: dict[str, list[str]] = {}
        self._taken: dict[int, tuple[object, tuple[str, ...]]] = {}
        dataset = iri(f"{holes.names.base}dataset/{self._dataset}").decode()
        for language, label in sorted(holes.description.label.items()):
            self._lines.append(f"{dataset} <{RDFS}label> {text(label, language).decode()}{self._end}")
        self._lines.append(f"{dataset} <{RDF}type> <{PREFIXES['prov']}Entity>{self._end}")
        self._of_all, self._lines = tuple(self._lines), []

    def remembered(self, read: Callable[[Said], Read]) -> Callable[[Said], Read]:
        """Make a reading of cells that is done once, with the descriptions that belong to it."""

        @lru_cache(_REMEMBERED)
        def once(said: Said) -> tuple[Read, tuple[str, ...]]:
            self._lines = []
            return read(said), tuple(self._lines)

        def again(said: Said) -> Read:
            found = once(said)
            taken[id(found)] = found
            return found[0]

        taken = self._taken

        return again

    def add(self, entity: Entity) -> None:
        """Describe an entity."""
        if entity.reference.startswith(f"{self._dataset}/"):
            self._lines += self._described(entity, self._end)
            return
        # Countries are few, and many places have each.
        if entity.reference not in self._countries:
            self._countries[entity.reference] = self._described(entity, self._common)
        self._lines += self._countries[entity.reference]

    def _described(self, entity: Entity, end: str) -> list[str]:
        triples = Triples(self._names, "", "", "")
        triples.entity(entity)
        return [triple.decode() + end for triple in triples.out]

    def say(self, lines: Iterable[str]) -> None:
        """Add lines of a subject, a property and a value."""
        self._lines += [line + self._end for line in lines]

    def take(self) -> str:
        """Give what was described since the last time, each thing once."""
        lines = dict.fromkeys(chain(self._of_all, *(lines for _, lines in self._taken.values())))
        self._taken.clear()
        return "".join(lines)


def _written(said: str) -> str:
    url = address(said)
    return iri(url).decode() if url else ""


class PartyOf:
    """What fills one role: an actor or a place; several where a cell holds several."""

    def __init__(self, holes: Holes, at: Mapping[str, int], party: Party, register: Register) -> None:
        self._party, self._register = party, register
        self._dataset, self._language = holes.description.name, holes.description.language
        self._base = holes.names.base
        named = (*party.key, party.label, party.country, party.latitude, party.longitude, *party.only)
        self._used = [column for column in named if column in at]
        self._at = itemgetter(*[at[column] for column in self._used], -1)
        self._place, mark = holes.new()
        role = has(predicate(KH, party.role))
        self._precision = at.get(party.precision, -1)
        self._how_near, how_near = holes.new()
        exact = holes.template(has(predicate(KH, "placePrecision")), precision=how_near)
        self.templates = (holes.template(role, roles=((party.role, mark),)), exact)
        self._role = role_of(party)
        self._read = register.remembered(self._references)

    def fill(self, cells: Sequence[str], values: list[str], doubts: list[Doubt]) -> int:
        """Fill in who it is, the first of several; nobody where the cells that would tell are empty."""
        values[self._place] = name = self._read(self._at(cells))[0]
        said = cells[self._precision].strip()
        if not name or not said:
            return 1 if name else 0
        values[self._how_near] = how_near = self._party.means.get(said, "")
        if not how_near:
            doubts.append(Doubt(self._party.precision, said, *_NO_PRECISION))
        return 3 if how_near else 1

    def others(self, cells: Sequence[str]) -> Sequence[str]:
        """Give the role and the IRI of each further one."""
        return [f"{self._role} <{self._base}{reference}>" for reference in self._read(self._at(cells))[1:]]

    def _references(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        said = dict(zip(self._used, texts, strict=False))
        if any(said.get(column, "").strip() not in cells for column, cells in self._party.only.items()):
            return ("",)
        found = dict.fromkeys(self._reference(each) for each in self._each(said))
        return tuple(filter(None, found)) or ("",)

    def _each(self, said: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
        split = self._party.split
        if not split:
            yield said
            return
        parts = {column: text.split(split) for column, text in said.items()}
        count = len(parts.get(self._party.key[0], ()))
        for place in range(count):
            # What is not said of each one is not guessed from what is said of all.
            yield {column: texts[place] for column, texts in parts.items() if len(texts) == count}

    def _reference(self, said: Mapping[str, str]) -> str:
        key = [said.get(column, "").strip() for column in self._party.key]
        if not any(key):
            return ""
        kind = "place" if self._party.kind == "Place" else "actor"
        reference = f"{self._dataset}/{kind}/{slug(key[0])}" if len(key) == 1 else ""
        reference = reference or f"{self._dataset}/{kind}/{long_hash(*key)}"
        self._register.add(self._entity(reference, said, key))
        return reference

    def _entity(self, reference: str, said: Mapping[str, str], key: Sequence[str]) -> Entity:
        party = self._party
        label = said.get(party.label, "").strip() or next(filter(None, key))
        home, is_country = self._home(said.get(party.country, "").strip())
        is_place = party.kind == "Place"
        pair = self._degrees(said, party.latitude, 90), self._degrees(said, party.longitude, 180)
        latitude, longitude = pair if None not in pair else (None, None)  # half a pair is no place
        return Entity(
            reference,
            party.kind,
            (Text(label, self._language),),
            belongs_to=home if is_country and not is_place else None,
            located_in=home if is_place else None,
            latitude=latitude,
            longitude=longitude,
        )

    def _home(self, code: str) -> tuple[str | None, bool]:
        if not code:
            return None, False
        found = country(self._party.scheme, code, self._dataset)
        self._register.add(found)
        return found.reference, found.kind == "Country"

    def _degrees(self, said: Mapping[str, str], column: str, most: int) -> Decimal | None:
        text = said.get(column, "").strip()
        try:
            return degrees(text, most) if text else None
        except CellError as e:
            raise RowError(column, text, e) from None


class SourcesOf:
    """Who a row says it has it from: addresses, or names; the data set itself where it says nothing."""

    def __init__(self, holes: Holes, at: Mapping[str, int], register: Register) -> None:
        self._source, self._register = holes.description.source, register
        self._dataset, self._base = holes.description.name, holes.names.base
        self._language = holes.description.language
        self._used = [column for column in (self._source.url, self._source.name) if column in at]
        self._at = [at[column] for column in self._used]
        self._otherwise = at.get(self._source.otherwise, -1)
        self._place, _ = holes.new("<urn:zz://source>")
        self.templates = (holes.template(has(_ATTRIBUTED_TO), attributed_to=("urn:zz://source",)),)
        self._named, self._address = register.remembered(self._name), lru_cache(CACHED)(_written)
        self._single = len(self._at) == 1 and not self._source.split and not self._source.otherwise
        self._dataset_iri = f"<{self._base}dataset/{self._dataset}>"

    def fill(self, cells: Sequence[str], values: list[str], _doubts: list[Doubt]) -> int:
        """Fill in the one source that most rows have; of several the others are given by `others`."""
        values[self._place] = self._only(cells[self._at[0]]) if self._single else self._iris(cells)[0]
        return 1

    def others(self, cells: Sequence[str]) -> Sequence[str]:
        """Give the IRIs of further sources, with their < >."""
        return self._iris(cells)[1:]

    def _iris(self, cells: Sequence[str]) -> list[str]:
        split = self._source.split
        texts = [cells[place] for place in self._at]
        parts = [part for text in texts for part in (text.split(split) if split else (text,))] if texts else []
        found = [self._name_of(part) for text in parts if (part := text.strip())]
        return found or [self._only(cells[self._otherwise])]

    def _only(self, said: str) -> str:
        said = said.strip()
        return self._name_of(said) if said else self._dataset_iri

    def _name_of(self, said: str) -> str:
        return self._address(said) or self._named(said)

    def _name(self, said: str) -> str:
        reference = f"{self._dataset}/source/{long_hash(said)}"
        self._register.add(Entity(reference, "Organization", (Text(said, self._language),)))
        return f"<{self._base}{reference}>"
