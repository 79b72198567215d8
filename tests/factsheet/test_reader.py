"""Reading a sheet: what is understood, inferred and named, and that nothing at all ends in a foreign error."""

from __future__ import annotations

import io
import json
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import product
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from khabar.errors import KhabarError, Level, ProblemsError
from khabar.loaders import factsheet
from khabar.loaders.factsheet.document import parse
from khabar.loaders.factsheet.nodes import List, Map
from khabar.loaders.factsheet.values import is_address, is_language, parse_flag, parse_number
from khabar.loaders.mapping import map_sheet

SEED = (files("khabar.examples") / "putin-syria.yaml").read_text("utf-8")
QUOTE = "quote: أن نحو 200 جندي غادروا قاعدة الشمال"
WORDS = ["12", "no", "on", "012", "1e3", "null", "2018-01-01", "true", "0x1f"]
JUNK = [
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    '"',
    "'",
    "\n",
    "\t",
    "\0",
    "\u2028",
    "|",
    "*a",
    "&a ",
    "!x ",
    "#",
    "---\n",
    "~",
    "9" * 5000,
]

CASES = Path(__file__).parent / "bad"
BAD = [p.read_text("utf-8") for p in sorted(CASES.glob("quote-*/sheet.yaml"))]
BAD_ARTICLE = (CASES / "quote-twice" / "article.txt").read_bytes()


def plain(node):
    if isinstance(node, Map):
        return {key: plain(value) for key, value in node.values.items()}
    return [plain(n) for n in node.items] if isinstance(node, List) else node.text


@pytest.mark.parametrize("word", WORDS)
def test_words_that_yaml_would_resolve_stay_text(read, word):
    body = (
        f"entities:\n  m: {{is: person, ar: {word}}}\nlocal:\n  p-{word}: {{is: place, en: {word}}}\n"
        f"statements:\n  - id: {word}\n    quote: {word}\n    speaker: {word}\n    verb: قال\n"
        f"    claims: {{id: e-{word}, type: meeting, place: {word}, en: {word}}}\n"
    )
    sheet, _ = read(body, article=f"قال {word} نعم")
    (statement,) = sheet.statements
    # The id is the statement's; a speaker of that name is found by its label all the same.
    assert (statement.reference, statement.span.quote, statement.speaker) == (f"#{word}", word, "entity/m")
    assert sheet.events[0].roles == (("place", f"#p-{word}"),)
    assert sheet.events[0].labels[0].value == sheet.entities[0].labels[0].value == word


@pytest.mark.parametrize("name", ["minister", "وزير الدفاع", "وَزير الدِّفاع", "the Minister", "Defense Minister"])
def test_an_entity_goes_by_id_label_and_alias(read, name):
    entity = "minister: {is: person, ar: وزير الدفاع, en: The minister, aliases: [Defense minister]}"
    sheet, _ = read(
        f"entities:\n  {entity}\nstatements:\n  - {QUOTE}\n    speaker: {name}\n    verb: أكد\n    about: article\n"
    )
    assert sheet.statements[0].speaker == "entity/minister"


@pytest.mark.parametrize("kind", ["force", "قوة", "قُوّه", "Force"])
def test_a_kind_goes_by_its_label_too(read, kind):
    body = f"entities:\n  army: {{is: {kind}, ar: الجيش}}\nstatements:\n  - {QUOTE}\n    speaker: army\n    verb: أكد\n"
    sheet, _ = read(f"{body}    about: article\n")
    assert sheet.entities[0].kind == "Force"


@pytest.mark.parametrize(("days", "rules"), [(1, []), (2, ["sheet-published"])])
def test_a_day_of_publication_may_be_tomorrow_elsewhere(read, days, rules):
    day = datetime.now(UTC).date() + timedelta(days=days)
    head = f"article: {{file: article.txt, lang: ar, published: {day}}}\ncurator: a\n"
    _, warnings = read(whole=f"{head}statements:\n  - {QUOTE}\n    about: article\n")
    assert [w.rule for w in warnings] == rules


def test_a_label_is_taken_for_the_one_of_the_right_kind(read):
    body = (
        "entities:\n  north: {is: place, ar: الشمال}\n  north-army: {is: force, ar: الشمال}\n"
        f"statements:\n  - {QUOTE}\n    claims: {{type: withdrawal, force: الشمال, place: الشمال}}\n"
    )
    roles = dict(read(body)[0].events[0].roles)
    assert roles == {"force": "entity/north-army", "place": "entity/north"}


def test_forward_references_and_nested_events(read):
    deep = "{id: e4, type: attack, cause: {id: e5, type: meeting}}"
    body = (
        "statements:\n"
        f"  - {QUOTE}\n    about: [e3, s2]\n    claims: {{type: withdrawal, part-of: e2, cause: [e3, {deep}]}}\n"
        "  - id: s2\n    quote: الجيش ينسحب\n    claims: {id: e2, type: withdrawal, purpose: {id: e3, type: meeting}}\n"
    )
    sheet, _ = read(body)
    first = sheet.events[0]
    assert sheet.statements[0].content == first.reference
    assert first.roles == (("partOf", "#e2"), ("cause", "#e3"), ("cause", "#e4"))
    assert [e.reference for e in sheet.events] == [first.reference, "#e4", "#e5", "#e2", "#e3"]
    assert sheet.statements[0].about == ("#e3", "#s2")


def test_chain_of_attribution(read):
    words = ["الجيش ينسحب", "وزير الدفاع", "نحو 200"]
    parts = [f"  - id: s{n}\n    quote: {w}\n    speaker: x\n    verb: أكد\n" for n, w in enumerate(words)]
    body = "local: {x: {is: unnamed, ar: مصدر}}\nstatements:\n" + (
        parts[0] + "    says: s1\n" + parts[1] + "    says: s2\n" + parts[2] + "    claims: {type: meeting}\n"
    )
    assert [s.content for s in read(body)[0].statements[:2]] == ["#s1", "#s2"]


def test_the_articles_own_voice_can_be_named(read):
    sheet, _ = read(f"statements:\n  - {QUOTE}\n    speaker: narrator\n    about: article\n")
    assert (sheet.statements[0].speaker, sheet.statements[0].act) == ("#narrator", "narrate")


def test_reordering_renames_nothing(read):
    items = [f"  - quote: {w}\n    claims: {{type: meeting}}\n" for w in ("الجيش ينسحب", "نحو 200", "وزير الدفاع")]
    one, two = (read("statements:\n" + "".join(order))[0] for order in (items, items[::-1]))
    assert {s.reference for s in one.statements} == {s.reference for s in two.statements}
    assert {e.reference for e in one.events} == {e.reference for e in two.events}


def test_two_things_alike_are_two_things(read):
    item = f"  - {QUOTE}\n    claims: {{type: meeting}}\n"
    review = "  - {about: article, kind: missing, basis: text}\n"
    sheet, _ = read("statements:\n" + item * 2 + "review:\n" + review * 2)
    assert len({s.reference for s in sheet.statements}) == len({e.reference for e in sheet.events}) == 2
    assert len({a.reference for a in sheet.assessments}) == 2


@pytest.mark.parametrize(
    ("given", "status"),
    [("", "unspecified"), ("polarity: negated", "not-occurred"), ("polarity: مَنفي", "not-occurred")],
)
def test_status_follows_polarity(read, given, status):
    sheet, _ = read(f"statements:\n  - {QUOTE}\n    claims: {{type: انسحاب قوات}}\n    {given}\n")
    assert (sheet.events[0].status, sheet.events[0].type) == (status, "withdrawal")


def test_quantities_in_detail(read):
    amounts = (
        "[نحو 200 جندي, {as: نحو 200, unit: person, min: ١٨٠, max: '٢٥٠'}, "
        "{as: قاعدة, nth: 1, unit: position, value: 1, approximate: no}]"
    )
    body = f"statements:\n  - {QUOTE}\n    claims: {{type: withdrawal, quantity: {amounts}}}\n"
    sheet, _ = read(body)
    one, two, three = sheet.events[0].quantities
    assert (one.value, one.unit, one.approximate, one.reference.endswith("-q1")) == (200, "soldier", True, True)
    assert (two.value, two.minimum, two.maximum, two.approximate) == (None, 180, 250, True)
    assert (three.value, three.approximate, three.span.quote) == (1, False, "قاعدة")


def test_times_in_detail(read):
    claims = "{type: withdrawal, time: نحو, not-before: 2024-02, not-after: ٢٠٢٤-٠٣-٠١}"
    when = read(f"statements:\n  - {QUOTE}\n    claims: {claims}\n")[0].events[0].when
    assert (when.basis, when.not_before, when.not_after) == ("time-inferred", "2024-02-01", "2024-03-01")
    assert when.words.value == "نحو"


def test_languages_other_than_arabic_and_english(read):
    whole = (
        "article: {file: article.txt, lang: FR}\ncurator: a\n"
        "entities:\n  army: {is: force, labels: {fr: L'armée, zh-Hant: 軍隊}, aliases: [Армия, Armee, الجيش]}\n"
        "statements:\n  - quote: L'armée se retire\n    claims: {type: withdrawal, force: l'armée}\n"
    )
    sheet, _ = read(whole=whole, article="L'armée se retire.\n")
    army = sheet.entities[0]
    assert [(t.value, t.language) for t in army.labels] == [("L'armée", "fr"), ("軍隊", "zh-hant")]
    assert [t.language for t in army.aliases] == ["", "en", "ar"]
    assert sheet.statements[0].labels[0].language == sheet.events[0].labels[0].language == "fr"


def test_a_namesake_and_a_name_left_empty_are_warnings(read):
    body = (
        "entities:\n  army: {is: force, ar: الجيش, en: }\nlocal:\n  crowd: {is: unnamed, ar: الجَيش}\n"
        f"statements:\n  - {QUOTE}\n    about: army\n"
    )
    _, warnings = read(body)
    assert [(w.rule, w.level) for w in warnings] == [("sheet-empty", Level.WARNING), ("sheet-namesake", Level.WARNING)]


def test_the_curator_may_come_from_outside(write):
    path = write(whole="article: {file: article.txt, lang: ar}\nstatements: [{quote: الجيش ينسحب, about: article}]\n")
    assert factsheet.read(path, curator="دار الأخبار")[0].curator == "دار الأخبار"
    with pytest.raises(ProblemsError, match="does not say who encoded it"):
        factsheet.read(path)


def test_standard_input(write, monkeypatch):
    data = write().read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    sheet, _ = factsheet.read("-")
    assert next(iter(sheet.positions.values())).file == "-"


@pytest.mark.parametrize("ascii_only", [True, False])
def test_json_is_the_same_sheet(folder, ascii_only):
    text = (files("khabar.examples") / "putin-syria.txt").read_bytes()
    (folder / "putin-syria.txt").write_bytes(text)
    (folder / "a.yaml").write_text(SEED, encoding="utf-8")
    values = plain(parse(SEED, "a", []))
    (folder / "b.json").write_text(json.dumps(values, ensure_ascii=ascii_only), encoding="utf-8")
    one, two = (factsheet.read(name)[0] for name in ("a.yaml", "b.json"))
    assert replace(one, positions={}) == replace(two, positions={})
    assert map_sheet(one).nquads() == map_sheet(two).nquads()


@pytest.mark.parametrize(("mark", "end"), list(product(["", "\ufeff"], ["\n", "\r\n"])))
def test_marks_of_systems_change_nothing(read, mark, end):
    body = "curator: a\nstatements:\n  - quote: |\n      الجيش ينسحب\n    about: article\n"
    source = mark + ("article: {file: article.txt, lang: ar}\n" + body).replace("\n", end)
    sheet, _ = read(whole=source, article=mark + "الجيش ينسحب من القاعدة" + end)
    assert sheet.statements[0].span.start == len(mark)
    assert sheet.article.headline == "الجيش ينسحب من القاعدة"


def test_the_hash_names_the_exact_bytes(read):
    one, two = (read(article="الجيش ينسحب" + end)[0].article.reference for end in ("\n", "\r\n"))
    assert one != two


def test_problems_come_in_the_order_of_lines(write):
    with pytest.raises(ProblemsError) as caught:
        factsheet.read(write("statements:\n  - quote: لا\n  - quote: نعم\n    colour: red\ncurater: x\n"))
    lines = [p.at.line for p in caught.value.problems]
    assert lines == sorted(lines)
    assert len(set(caught.value.problems)) == len(caught.value.problems)


@pytest.mark.slow
def test_two_hundred_statements_take_under_a_second(write):
    words = [f"قال الوزير إن الجندي رقم {n} غادر القاعدة." for n in range(200)]
    item = (
        "  - quote: {}\n    speaker: m\n    verb: قال\n    en: The minister on soldier {}\n"
        "    claims:\n      type: withdrawal\n      place: p\n      en: one leaves\n"
    )
    body = "entities:\n  m: {is: person, ar: الوزير}\n  p: {is: place, ar: القاعدة}\nstatements:\n"
    path = write(body + "".join(item.format(w, n) for n, w in enumerate(words)), article="\n".join(words))
    factsheet.read(path)
    start = time.process_time()
    sheet, _ = factsheet.read(path)
    assert len(sheet.statements) == 200
    assert time.process_time() - start < 1


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 8), st.sampled_from(JUNK)), min_size=1, max_size=4),
    st.data(),
)
def test_a_damaged_sheet_is_read_or_refused(folder, damage, data):
    source = data.draw(st.sampled_from([SEED[:3000], SEED[-6000:], *BAD]))
    for at, length, junk in damage:
        source = source[:at] + junk + source[at + length :]
    (folder / "putin-syria.txt").write_bytes((files("khabar.examples") / "putin-syria.txt").read_bytes())
    (folder / "article.txt").write_bytes(BAD_ARTICLE)
    (folder / "sheet.yaml").write_bytes(source.encode())
    with suppress(KhabarError):
        sheet, _ = factsheet.read("sheet.yaml")
        pyoxigraph.Store().load(map_sheet(sheet).nquads(), format=pyoxigraph.RdfFormat.N_QUADS)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(folder, data):
    (folder / "sheet.yaml").write_bytes(data)
    with suppress(KhabarError):
        factsheet.read("sheet.yaml")


@given(st.from_regex(r"[a-zA-Z]{1,4}(-[a-zA-Z0-9]{1,9}){0,4}", fullmatch=True))
def test_a_language_tag_that_passes_is_one_to_the_store(tag):
    if is_language(tag):
        pyoxigraph.Literal("x", language=tag)


ADDRESSES = {
    "http://x.example/1": True,
    "https://x.example/ا": True,
    "http://": False,
    "x.example": False,
    "http://[": False,
    "http://x.example/a b": False,
    "http://x.example/\x85": False,
    "ftp://x.example/": False,
}


@pytest.mark.parametrize(("words", "is_one"), ADDRESSES.items())
def test_addresses(words, is_one):
    assert is_address(words) is is_one


@pytest.mark.parametrize(
    ("words", "flag"), [("true", True), ("YES", True), ("نعم", True), ("no", False), ("لا", False), ("1", None)]
)
def test_flags(words, flag):
    assert parse_flag(words) is flag


NONE = ["", "x", "1.2.3", "1,2", "1_000", "0x10", "inf", "nan", "1e99", "1e-99", "9" * 19, "0." + "1" * 19, "٣٫٤٫٥"]


@pytest.mark.parametrize("words", NONE)
def test_no_numbers(words):
    assert parse_number(words) is None


@given(st.decimals(-(10**17), 10**17, places=4, allow_nan=False, allow_infinity=False))
def test_numbers(value):
    assert parse_number(str(value)) == value
    assert parse_number(f"{value:,}".translate({48 + n: 0x660 + n for n in range(10)})) == value
