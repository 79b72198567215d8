"""The description of a data set: counts are those of the data, it keeps to VoID and DCAT, it never changes alone."""

import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from khabar import Project, examples
from khabar.ontology.vocabulary import FILES
from khabar.stores import EmbeddedStore
from khabar.stores.push.description import About, describe
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, VOID

BASE = "https://khabar.example/"
DATA = rdflib.URIRef(f"{BASE}dataset#data")
ENDPOINT = "https://data.example/sparql"
ABOUT = About(licence="https://creativecommons.org/licenses/by/4.0/", publisher="Example Press")
SHAPES = Path(__file__).with_name("shapes-description.ttl")
LEFT_OUT = " ".join(f"<{iri}>" for iri in FILES)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The worked example in a store on disk."""
    place = tmp_path_factory.mktemp("described")
    Project.open(place).load(examples.path("putin-syria.yaml"))
    with EmbeddedStore.at(place / ".khabar") as opened:
        yield opened.store


@pytest.fixture(scope="module")
def told(loaded):
    """The description, as rdflib reads it."""
    return rdflib.Graph().parse(data=describe(loaded, BASE, ABOUT, ENDPOINT), format="nt")


def quads(store):
    """The quads of data, by reading them all: independent of the queries that count."""
    return [q for q in store if q.graph_name.value not in FILES]


def number(graph, subject, predicate):
    return graph.value(subject, predicate).toPython()


def partitions(told, link, key, count):
    return {str(told.value(p, key)): number(told, p, count) for p in told.objects(DATA, link)}


def test_triples_and_entities_are_those_of_the_data(loaded, told):
    data = quads(loaded)
    typed = {q.subject for q in data if q.predicate.value == str(RDF.type)}
    assert number(told, DATA, VOID.triples) == len(data) > 1000
    assert number(told, DATA, VOID.entities) == len(typed)


def test_partitions_agree_with_a_count_of_their_own(loaded, told):
    properties, classes = {}, {}
    for quad in quads(loaded):
        properties[quad.predicate.value] = properties.get(quad.predicate.value, 0) + 1
        if quad.predicate.value == str(RDF.type):
            classes.setdefault(quad.object.value, set()).add(quad.subject)
    assert partitions(told, VOID.propertyPartition, VOID.property, VOID.triples) == properties
    assert partitions(told, VOID.classPartition, VOID["class"], VOID.entities) == {
        c: len(s) for c, s in classes.items()
    }
    assert number(told, DATA, VOID.properties) == len(properties)
    assert number(told, DATA, VOID.classes) == len(classes)


def test_links_out_are_counted_by_the_data_set_they_lead_to(loaded, told):
    (linkset,) = told.objects(DATA, VOID.subset)
    ((links,),) = loaded.query(
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s <http://www.w3.org/2002/07/owl#sameAs> ?o } "
        'FILTER(STRSTARTS(STR(?o), "http://www.wikidata.org/entity/")) }'
    )
    assert number(told, linkset, VOID.triples) == int(links.value) > 0
    assert told.value(linkset, VOID.linkPredicate) == OWL.sameAs
    target = told.value(linkset, VOID.objectsTarget)
    assert told.value(target, VOID.uriSpace) == rdflib.Literal("http://www.wikidata.org/entity/")
    assert told.value(target, FOAF.homepage) == rdflib.URIRef("https://www.wikidata.org/")


def test_examples_are_resources_of_the_data(loaded, told):
    given = {str(o) for o in told.objects(DATA, VOID.exampleResource)}
    kinds = {q.object.value for q in quads(loaded) if q.predicate.value == str(RDF.type) and q.subject.value in given}
    assert len(given) == 3
    assert {"Article", "Statement"} < {kind.rpartition("#")[2] for kind in kinds}


def test_the_ontology_is_a_vocabulary_and_no_data(loaded, told):
    assert set(FILES) <= {str(o) for o in told.objects(DATA, VOID.vocabulary)}
    every = sum(1 for _ in loaded)
    assert number(told, DATA, VOID.triples) < every - 4000
    assert not any(
        str(told.value(p, VOID["class"])).endswith("Ontology") for p in told.objects(DATA, VOID.classPartition)
    )


def test_what_the_push_itself_keeps_in_a_store_is_not_described(loaded):
    before = describe(loaded, BASE)
    copy = ox.Store()
    copy.bulk_extend(iter(loaded))
    copy.bulk_load(before, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"{BASE}dataset"))
    copy.bulk_load(before, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(f"{BASE}manifest"))
    assert describe(copy, BASE) == before


@pytest.mark.parametrize("endpoint", ["", ENDPOINT])
@pytest.mark.parametrize(
    "about", [None, ABOUT, About(licence="as agreed, by word of mouth", publisher="https://p.example/")]
)
def test_it_conforms_to_void_and_to_what_dcat_ap_asks_for(loaded, about, endpoint):
    import pyshacl

    graph = rdflib.Graph().parse(data=describe(loaded, BASE, about, endpoint), format="nt")
    conforms, _, text = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES))
    assert conforms, text


@pytest.mark.parametrize(
    ("subject", "predicate"), [(DATA, DCTERMS.title), (DATA, VOID.triples), (None, DCAT.endpointURL)]
)
def test_the_shapes_see_what_is_missing(loaded, told, subject, predicate):
    import pyshacl

    graph = rdflib.Graph() + told
    graph.remove((subject, predicate, None))
    conforms, _, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES))
    assert not conforms


def test_it_says_where_when_and_in_which_languages(told):
    assert {str(o) for o in told.objects(DATA, DCTERMS.spatial)} == {f"{BASE}entity/russia", f"{BASE}entity/syria"}
    period = told.value(DATA, DCTERMS.temporal)
    assert str(told.value(period, DCAT.startDate)) <= str(told.value(period, DCAT.endDate))
    assert {str(o).rpartition("/")[2] for o in told.objects(DATA, DCTERMS.language)} == {"ar", "en"}
    assert {o.language for o in told.objects(DATA, DCTERMS.title)} == {"ar", "en"}
    assert rdflib.URIRef("https://w3id.org/khabar/type/withdrawal") in set(told.objects(DATA, DCAT.theme))


def test_licence_and_publisher_may_be_words(loaded):
    about = About(licence="free for all", publisher="Example Press", title={"AR-SY": "عنوان"})
    told = rdflib.Graph().parse(data=describe(loaded, BASE, about), format="nt")
    assert told.value(told.value(DATA, DCTERMS.license), RDFS.label) == rdflib.Literal("free for all")
    assert told.value(told.value(DATA, DCTERMS.publisher), FOAF.name) == rdflib.Literal("Example Press")
    assert told.value(DATA, DCTERMS.title).language == "ar-sy"


def test_no_password_stands_in_it(loaded):
    told = describe(loaded, BASE, endpoint="https://writer:secret@data.example:8890/sparql?x=1")
    assert b"secret" not in told
    assert b"<https://data.example:8890/sparql?x=1>" in told


def test_lines_are_sorted_portable_and_without_blank_nodes(loaded):
    told = describe(loaded, BASE, ABOUT, ENDPOINT)
    lines = told.splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert b"_:" not in told
    types = {
        t.object.datatype.value
        for t in ox.parse(told, format=ox.RdfFormat.N_TRIPLES)
        if isinstance(t.object, ox.Literal)
    }
    assert {name.rpartition("#")[2] for name in types} == {"string", "langString", "integer", "date"}


def test_an_empty_store_is_described_too():
    told = rdflib.Graph().parse(data=describe(ox.Store(), BASE), format="nt")
    assert number(told, DATA, VOID.triples) == 0
    assert told.value(DATA, DCTERMS.temporal) is None


def test_same_content_gives_the_same_bytes_in_another_process(loaded, tmp_path):
    dump = tmp_path / "reversed.nq"
    dump.write_bytes(b"".join(sorted(loaded.dump(format=ox.RdfFormat.N_QUADS).splitlines(keepends=True), reverse=True)))
    program = (
        "import sys, pyoxigraph as ox; from khabar.stores.push.description import describe\n"
        "store = ox.Store(); store.bulk_load(path=sys.argv[1], format=ox.RdfFormat.N_QUADS)\n"
        "sys.stdout.buffer.write(describe(store, sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", program, dump, BASE], capture_output=True, check=True)
    assert done.stdout == describe(loaded, BASE)
