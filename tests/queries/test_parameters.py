from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from khabar.errors import UsageError
from khabar.ontology.terms import XSD
from khabar.queries import Parameter
from khabar.queries.lookup import Resolver
from khabar.queries.parameters import to_term
from pyoxigraph import Literal, NamedNode

ENTITY = "https://khabar.example/entity/"
ARTICLE = "https://khabar.example/article/vu5cjwwwcnjqiwtf"


@pytest.fixture
def resolver(source) -> Resolver:
    return Resolver(source)


@pytest.mark.parametrize(
    ("type_name", "given", "lexical"),
    [
        ("integer", "30000", "30000"),
        ("integer", "٣٠٠٠٠", "30000"),
        ("integer", " -07 ", "-7"),
        ("integer", 5, "5"),
        ("decimal", "٠٫٩", "0.9"),
        ("decimal", "5", "5.0"),
        ("decimal", Decimal("0.25"), "0.25"),
        ("date", "2018-01-31", "2018-01-31"),
        ("date", "٢٠١٨-٠١-٣١", "2018-01-31"),
        ("date", "۲۰۱۸-۰۱-۳۱", "2018-01-31"),
        ("date", date(2018, 1, 31), "2018-01-31"),
        ("boolean", "yes", "true"),
        ("boolean", "لا", "false"),
        ("boolean", True, "true"),
    ],
)
def test_typed_values(type_name, given, lexical, resolver):
    term = to_term(Parameter("p", type_name), given, resolver)
    assert term == Literal(lexical, datatype=NamedNode(XSD + type_name))


def test_strings_and_languages_are_plain_literals(resolver):
    assert to_term(Parameter("p", "string"), "٣ خبر", resolver) == Literal("٣ خبر")
    assert to_term(Parameter("p", "lang"), "AR-SY", resolver) == Literal("ar-sy")


def test_a_term_is_taken_as_it_is(resolver):
    term = NamedNode("http://x/y")
    assert to_term(Parameter("p", "iri"), term, resolver) is term


@pytest.mark.parametrize(
    ("type_name", "given", "message"),
    [
        ("integer", "3.5", "'3.5' is not a whole number"),
        ("integer", "30 ألف", "is not a whole number"),
        ("integer", "9" * 19, "is not a whole number"),
        ("decimal", "1e3", "is not a number"),
        ("date", "2018-02-30", "there is no day '2018-02-30'"),
        ("date", "2018", "is not a day such as"),
        ("boolean", "perhaps", "is not true or false"),
        ("lang", "arabic language", "is not a language tag"),
        ("lang", 'en" } #', "is not a language tag"),
        ("string", "\ud800", "not valid Unicode"),
    ],
)
def test_values_that_do_not_fit(type_name, given, message, resolver):
    with pytest.raises(UsageError, match=message):
        to_term(Parameter("p", type_name), given, resolver)


@pytest.mark.parametrize(
    ("text", "of_class", "iri"),
    [
        (ENTITY + "iran", "Actor", ENTITY + "iran"),
        (f"<{ENTITY}iran>", "Actor", ENTITY + "iran"),
        ("http://elsewhere.example/x", "Actor", "http://elsewhere.example/x"),
        ("urn:x:y", "", "urn:x:y"),
        ("wd:Q794", "Entity", "http://www.wikidata.org/entity/Q794"),
        ("khc:USD", "", "https://w3id.org/khabar/code/USD"),
        ("e:iran", "Actor", ENTITY + "iran"),
        ("vladimir-putin", "Actor", ENTITY + "vladimir-putin"),
        ("vu5cjwwwcnjqiwtf", "Article", ARTICLE),
        ("a:vu5cjwwwcnjqiwtf#s02", "Statement", ARTICLE + "#s02"),
        ("vu5cjwwwcnjqiwtf#s02", "Statement", ARTICLE + "#s02"),
        ("s02", "Statement", ARTICLE + "#s02"),
        ("Hmeimim Air Base", "Place", ENTITY + "hmeimim-air-base"),
        ("hmeimim air base", "Place", ENTITY + "hmeimim-air-base"),
        ("قاعدة حميميم الجوية", "Place", ENTITY + "hmeimim-air-base"),
        ("قَاعِدَه حميـميم الجويه", "Place", ENTITY + "hmeimim-air-base"),
        ("بشار الاسد", "Person", ENTITY + "bashar-al-assad"),
        ("على خامنيي", "", ENTITY + "ali-khamenei"),
        ("ايران", "Country", ENTITY + "iran"),
        ("تقارير", "Actor", ARTICLE + "#reports"),
        ("بوتين يعلن انسحاب القوات الإيرانية من سوريا", "Article", ARTICLE),
        ("withdrawal of Iranian forces from Syria", "Event", ARTICLE + "#e01"),
    ],
)
@pytest.mark.parametrize("engine", ["source", "dataset_source"])
def test_names_are_looked_up(text, of_class, iri, engine, request):
    assert Resolver(request.getfixturevalue(engine)).resolve(text, of_class) == NamedNode(iri)


def test_a_label_may_be_an_alternative_one(store, source):
    from pyoxigraph import Quad

    skos = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
    quad = Quad(NamedNode(ENTITY + "vladimir-putin"), skos, Literal("بوتين", language="ar"), NamedNode("http://x/g"))
    store.add(quad)
    try:
        assert Resolver(source).resolve("بوتين", "Actor") == quad.subject
    finally:
        store.remove(quad)


def test_a_name_that_nothing_has_gets_the_closest_labels(resolver):
    with pytest.raises(UsageError, match="no Actor is called 'Vladmir Puttin'; did you mean 'Vladimir Putin'"):
        resolver.resolve("Vladmir Puttin", "Actor")
    with pytest.raises(UsageError, match="did you mean 'فلاديمير بوتين'"):
        resolver.resolve("فلادمير بوتن", "Actor")


@pytest.mark.parametrize(
    ("part", "whole"), [("Putin", "Vladimir Putin"), ("بوتن", "فلاديمير بوتين"), ("الخامنئي", "خامنئي")]
)
def test_part_of_a_name_gets_the_names_that_hold_it(resolver, part, whole):
    with pytest.raises(UsageError, match=f"no Actor is called '{part}'; did you mean [^,]*{whole}'"):
        resolver.resolve(part, "Actor")


def test_the_class_narrows_the_search(resolver):
    with pytest.raises(UsageError, match="no Person is called 'Iran'"):
        resolver.resolve("Iran", "Person")


def test_a_name_that_several_have_lists_them_all(store, source):
    from pyoxigraph import Quad

    rdf_type = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    twin, graph = NamedNode(ENTITY + "iran-2"), NamedNode("http://x/g")
    quads = [
        Quad(twin, rdf_type, NamedNode("https://w3id.org/khabar/ns#Organization"), graph),
        Quad(twin, label, Literal("Iran", language="en"), graph),
    ]
    store.extend(quads)
    try:
        with pytest.raises(UsageError, match="may be any of 2") as error:
            Resolver(source).resolve("Iran", "Actor")
        assert f"<{ENTITY}iran>  Iran" in str(error.value)
        assert f"<{ENTITY}iran-2>  Iran" in str(error.value)
        assert Resolver(source).resolve("Iran", "Country") == NamedNode(ENTITY + "iran")
    finally:
        for quad in quads:
            store.remove(quad)
