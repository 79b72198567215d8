"""Characters that get lost elsewhere: quotes stay exact from the article to the answer, and act on no screen."""

import json
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from khabar.loaders import factsheet
from khabar.loaders.mapping import map_sheet
from khabar.output import write
from khabar.output.graphs import write_graph
from khabar.output.visible import visible
from khabar.queries import StoreSource
from khabar.stores import EmbeddedStore
from pyoxigraph import NamedNode, RdfFormat, parse

EXACT = "http://www.w3.org/ns/oa#exact"
QUERY = f"""PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?quote ?start ?end {{ ?e <{EXACT}> ?quote ; oa:start ?start ; oa:end ?end }}"""
ODD = (
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # direction
    "\u00a0\u202f\u2009\u3000\u2028\u2029\u0085\u200b\u200c\u200d\u2060\ufeff\u00ad"  # spaces, and none
    "ـ\u0640ًٌٍَُِّْٰٕٓٔ\ufefb\ufdf2\ufe8e\ufef7ﷺ"  # tatweel, harakat, ligatures
    "\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x80\x9b\ufffe\uffff\ufffd\U000e0001\U0001f1f8\U0010ffff"  # control
    "\r\t\"'\\<>&{}[]|#%٣۳𝟛‹›«»"
)
CLAIM = {"type": "withdrawal"}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def journey(folder, text, quotes):
    """Load an article with these quotes; give the quads of the store and the answer of a question about them."""
    (folder / "a.txt").write_bytes(text.encode())
    sheet = {"khabar": "1", "curator": "me", "article": {"file": "a.txt", "lang": "ar"}}
    sheet["statements"] = [{"quote": quote, "claims": CLAIM} for quote in quotes]
    (folder / "a.json").write_text(json.dumps(sheet, ensure_ascii=False), "utf-8")
    read, _ = factsheet.read(folder / "a.json")
    store = EmbeddedStore.in_memory()
    store.apply(store.plan(map_sheet(read)))
    return list(store.export()), StoreSource(store.store).select(QUERY)


def check(folder, text, quotes):
    quads, rows = journey(folder, text, quotes)
    found = [(row["quote"], row["start"], row["end"]) for row in rows.dicts()]
    assert sorted(q for q, _, _ in found) == sorted(quotes)
    assert all(text[start:end] == quote for quote, start, end in found)
    for name, form in (("nq", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG), ("ttl", RdfFormat.TURTLE)):
        back = parse(write_graph(quads, name), format=form)
        assert {q.object.value for q in back if q.predicate == NamedNode(EXACT)} == set(quotes)
    check_outputs(rows, quotes)


def check_outputs(rows, quotes):
    made = json.loads(written(rows, "json"))
    assert {b["quote"]["value"] for b in made["results"]["bindings"]} == set(quotes)
    xml = written(rows, "xml").decode()
    assert not NOT_XML.search(xml)
    texts = [e.text for e in ET.fromstring(xml).iter("{http://www.w3.org/2005/sparql-results#}literal")]
    assert {t for t in texts if not t.isdigit()} >= {NOT_XML.sub("\ufffd", q) for q in quotes if not q.isdigit()}
    for name in ("table", "md", "html"):
        shown = written(rows, name).decode()
        # Isolates of our own, in pairs, are what keeps a table in order.
        assert not CONTROL.search(re.sub("\u2068([^\u2068\u2069]*)\u2069", r"\1", shown)), name


def written(rows, name):
    import io

    made = io.BytesIO()
    write(rows, name, made, base="https://khabar.example/", width=200)
    return made.getvalue()


def test_every_odd_character(tmp_path):
    quotes = [f"قال {i}{c}نعم" for i, c in enumerate(dict.fromkeys(ODD))]
    check(tmp_path, "\n".join(quotes), quotes)


def test_real_oddities(tmp_path, data):
    found = json.loads((data / "odd/arabic_real_oddities.json").read_text("utf-8"))
    quotes = list(dict.fromkeys(f"{i}.{x['snippet'].strip()}." for i, x in enumerate(found)))
    assert len(quotes) > 50
    check(tmp_path, "\n".join(quotes), quotes)


@settings(deadline=5000, max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(st.sampled_from(ODD) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_any_text(body, tmp_path):
    quote = f"قال{body}نعم"
    check(tmp_path, f"عنوان\r\n{quote}\n\u200fخاتمة\ufeff", [quote])


def test_an_odd_article_through_the_command_line(khabar, folder):
    quote = "قال\u202e\x1b[31m «نعم»\u00a0ـ\u200b"
    (folder / "a.txt").write_text(f"عنوان\n{quote}.\n", "utf-8")
    sheet = {
        "khabar": "1",
        "curator": "me",
        "article": {"file": "a.txt", "lang": "ar"},
        "statements": [{"quote": quote, "claims": CLAIM}],
    }
    (folder / "a.json").write_text(json.dumps(sheet), "utf-8")
    ran = khabar("check", "a.json")
    assert (ran.code, CONTROL.search(ran.err.replace("\n", ""))) == (0, None)
    ran = khabar("load", "--fail-on", "none", "a.json")
    assert ran.code == 0
    answer = json.loads(khabar("sparql", QUERY, "-f", "json").out)
    assert [b["quote"]["value"] for b in answer["results"]["bindings"]] == [quote]


@pytest.mark.parametrize("character", sorted(set("\x00\x1b\x9b\u202e\u2028\ufeff")))
def test_no_message_carries_a_control_character(character, khabar, folder):
    (folder / "a.txt").write_text("خبر", "utf-8")
    quote = json.dumps(f"x{character}y")
    claims = '"claims": {"type": "withdrawal"}'
    sheet = '{"khabar": "1", "curator": "me", "article": {"file": "a.txt", "lang": "ar"}, "statements": '
    sheet += f'[{{"quote": {quote}, {claims}}}]}}'
    (folder / "a.json").write_text(sheet, "utf-8")
    ran = khabar("check", "a.json")
    assert ran.code == 1
    # White space of any kind in a quote is told as one space.
    assert visible(character) in ran.out or character.isspace()
    assert character not in ran.out + ran.err
