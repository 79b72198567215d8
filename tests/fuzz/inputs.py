"""Inputs for the readers, from a seed: mutants of good files, pieces of their grammar at random, and plain noise."""

# ruff: noqa: E501 - tables of words and of small files

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from khabar import examples
from khabar.errors import KhabarError
from khabar.loaders import factsheet, rdf
from khabar.loaders.lexicon import lexicon
from khabar.loaders.mapping import map_sheet
from khabar.ontology import Names
from khabar.project import configure
from khabar.queries import Catalogue, StoreSource
from khabar.stores.replace import plan
from pyoxigraph import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

RDF = {
    "turtle": (".ttl", "rdf-turtle"),
    "trig": (".trig", "rdf-trig"),
    "n-triples": (".nt", "rdf-n-triples"),
    "n-quads": (".nq", "rdf-n-quads"),
    "rdf-xml": (".rdf", "rdf-xml"),
    "json-ld": (".jsonld", ""),
}
SMALL = {
    "turtle": b'@prefix p: <http://p/> . p:a p:b [ p:c (1 2.5 "\xd8\xa8"@ar) ] ; a p:D, <#x> . _:q p:r """long"""^^p:t .',
    "trig": b'@prefix p: <http://p/> . p:g { p:a p:b _:q . } GRAPH <http://g> { p:a p:b "x"@en }',
    "n-triples": b'<http://a> <http://b> "x\\u0628"@ar .\n_:a <http://b> _:c . # c\n',
    "n-quads": b'<http://a> <http://b> "x"^^<http://t> <http://g> .\n_:a <http://b> _:c _:g .\n',
    "rdf-xml": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/"><rdf:Description '
    b'rdf:about="http://a"><x:y rdf:parseType="Resource"><x:z xml:lang="ar">q &amp; r</x:z></x:y></rdf:Description></rdf:RDF>',
    "json-ld": b'{"@context":["https://w3id.org/khabar/context.jsonld",{"p":"http://p/","q":{"@id":"p:q","@container":"@list",'
    b'"@context":{"r":"p:r"}}}],"@graph":[{"id":"#a","type":"Article","q":[1,{"r":true}],"p:x":{"@value":"y","@language":"ar"}}]}',
}
WORDS = {
    "factsheet": ["article:", "file: ", "lang: ar", "statements:", "  - ", "quote: ", "id: ", "speaker: ", "says: ", "events:", "nth: ",
                  "amounts:", "review:", "[", "]", "{", "}", "'", '"', "|", ">", "&a", "*a", "!!str", "\t", ": ", "#", "---", "\n", "\u2028",
                  "\x85", "\x00", "😀", "ـ", "\u202e", "\\u", "9" * 30, "-1", "1e999", "٣٠", "null", "~", "../../etc/hostname", "a\x00b"],
    "rdf": ["<", ">", "<<", ">>", "{|", "|}", "~", '"', "'", '"""', "'''", "@prefix p: <", "@base <", "VERSION", "_:", "[", "]", "(", ")",
            "{", "}", ".", ";", ",", "a", "^^", "@ar", "@ar--rtl", "\\u0000", "\\uD800", "\\U00110000", "\x00", "\ufeff", "\u202e", "%",
            "1e999", "9" * 40, "true", "GRAPH", "#", "\r", "\n", "&#0;", "&#x1F;", "<!DOCTYPE r [<!ENTITY a 'b'>]>", "&a;", "]]>", "<!--",
            "rdf:li", "rdf:parseType='Literal'", "xml:base='x'", "rdf:nodeID='1'", '"@context":', '"@import":', '"@id":', "null", ":"],
    "query": ["#+ ", "summary: ", "{en: ", "kind: check", "params:", "type: iri", "class: Actor", "optional: true", "default: ", "#? VALUES ?",
              "SELECT", "WHERE {", "}", "SERVICE", "INSERT DATA", "?x", "[", "]", "&a", "*a", "'", '"', "\t", "\n", "\\u0053", "FROM", "\x00"],
    "toml": ["=", "[", "]", "[[", "]]", '"', "'", '"""', "base", "store", "lang", "wait", "queries", "lexicon", "curator", "nan", "inf", "-1",
             "1979-05-27", "true", "{", "}", ".", "#", "\n", "\\u0000", "acts", "numbers", "quantities", "currency", "9" * 5000, "\x00", "\r"],
}  # fmt: skip
TOML = b'base = "https://x.example/"\nstore = ".s"\ncurator = "me"\nlang = ["ar", "en"]\nwait = 2.5\nqueries = ["q", "r"]\n'
LEXICON = (
    '[acts]\naffirm = ["جزم"]\n[numbers]\n7 = ["سبعة"]\n[multipliers]\n1000 = ["ألوف"]\n[quantities]\napproximate = ["زهاءَ"]\n'
    '[quantities.currency]\n"€" = "EUR"\n[months]\n1 = ["كانون"]\n'
).encode()


def corpus(reader: str) -> list[bytes]:
    """Give good files of a reader; those of the W3C suites too, where they are at hand."""
    if reader == "factsheet":
        return [examples.path().read_bytes(), b"khabar: 1\narticle: {file: putin-syria.txt, lang: ar}\ncurator: me\n"]
    if reader == "query":
        folder = Path(rdf.__file__).parents[1] / "queries"
        return [p.read_bytes() for p in sorted(folder.glob("*.rq"))]
    if reader in {"config", "lexicon"}:
        return [TOML if reader == "config" else LEXICON]
    syntax = "turtle" if reader == "packed" else reader
    suffix, suite = RDF[syntax]
    place = Path(os.environ.get("KHABAR_TEST_DATA") or "nowhere", "suites/rdf-tests/rdf/rdf11", suite)
    good = sorted(p for p in place.rglob(f"*{suffix}") if "bad" not in p.name) if suite else []
    found = [SMALL[syntax], *(p.read_bytes() for p in good)]
    return [pack(data, i) for i, data in enumerate(found)] if reader == "packed" else found


def pack(data: bytes, number: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ttl", data)
    return [gzip.compress(data), bz2.compress(data), lzma.compress(data), made.getvalue()][number % 4]


def make(random: Random, reader: str, good: list[bytes]) -> bytes:
    """Make one input: mostly a mutant, now and then words of the grammar in any order, or noise."""
    words = WORDS.get(reader) or WORDS["toml" if reader in {"config", "lexicon"} else "rdf"]
    kind = random.random()
    if kind < 0.05:
        return random.randbytes(random.randrange(1, 400))
    if kind < 0.2:
        return " ".join(random.choices(words, k=random.randrange(1, 40))).encode("utf-8", "surrogatepass")
    data = bytearray(random.choice(good))
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        mutate(random, data, good, words)
    return bytes(data[: 1 << 18])


def mutate(random: Random, data: bytearray, good: list[bytes], words: list[str]) -> None:
    at, length = random.randrange(len(data) + 1), random.choice((1, 2, 5, 20, 200))
    action = random.randrange(8)
    if action == 0:
        del data[at : at + length]
    elif action == 1:
        data[at:at] = data[at : at + length] * random.choice((1, 3, 50))
    elif action == 2:
        data[at : at + 1] = random.randbytes(1)
    elif action == 3:
        other = random.choice(good)
        start = random.randrange(len(other) + 1)
        data[at:at] = other[start : start + length]
    elif action == 4:
        del data[at:]
    elif action == 5:
        lines = bytes(data).split(b"\n")
        random.shuffle(lines) if len(lines) < 40 else lines.insert(0, lines.pop(random.randrange(len(lines))))
        data[:] = b"\n".join(lines)
    else:
        data[at:at] = random.choice(words).encode("utf-8", "surrogatepass")


def read(reader: str, data: bytes, folder: Path) -> str:
    """Let a reader read an input; ``read`` or ``refused`` comes back, any other ending is a fault."""
    try:
        READERS[reader](data, folder)
    except KhabarError:
        return "refused"
    return "read"


def prepare(folder: Path) -> None:
    """Put the article beside the sheets, as in a project."""
    (folder / "putin-syria.txt").write_bytes(examples.path("putin-syria.txt").read_bytes())


def _file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _factsheet(data: bytes, folder: Path) -> None:
    sheet, _ = factsheet.read(_file(folder, "sheet.yaml", data), curator="fuzz")
    plan(Store(), [map_sheet(sheet)])


def _rdf(suffix: str) -> Callable[[bytes, Path], None]:
    def run(data: bytes, folder: Path) -> None:
        graphs = rdf.read(_file(folder, "file" + suffix, data)).graphs(Names(), "fuzz")
        graphs.nquads()
        plan(Store(), [graphs])

    return run


def _query(data: bytes, folder: Path) -> None:
    (folder / "q").mkdir(exist_ok=True)
    _file(folder / "q", "x.rq", data)
    question = Catalogue((folder / "q",)).get("x")
    if not question.header.parameters:
        StoreSource(Store()).query(question.text)


def _config(data: bytes, folder: Path) -> None:
    _file(folder, "khabar.toml", data)
    configure(folder)


def _lexicon(data: bytes, folder: Path) -> None:
    lexicon.__wrapped__(_file(folder, "lexicon.toml", data)).act("وأكدت")


READERS: dict[str, Callable[[bytes, Path], None]] = {
    "factsheet": _factsheet,
    **{name: _rdf(suffix) for name, (suffix, _) in RDF.items()},
    "packed": _rdf(".ttl"),
    "query": _query,
    "config": _config,
    "lexicon": _lexicon,
}
