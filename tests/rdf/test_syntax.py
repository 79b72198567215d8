"""What khabar does not read, and the line it says so for."""

import socket

import pytest
from khabar.errors import UnreadableError
from khabar.loaders.jsonld import CONTEXT
from khabar.loaders.rdf_syntax import parse_rdf, syntax_of
from pyoxigraph import NamedNode

P = "<http://a> <http://b> "
NEWER = {
    "triple.ttl": (f"\n{P}\n<<( {P} <http://c> )>> .", 3),
    "quoted.ttl": (f"<< {P} <http://c> >> <http://b> <http://c> .", 1),
    "annotation.ttl": (f"{P}\n<http://c> {{| <http://d> 1 |}} .", 2),
    "reifier.trig": (f"<http://g> {{ {P} <http://c>\n~ <http://r> }}", 2),
    "direction.nt": (f'{P} "x" .\n{P} "x"@ar--rtl .', 2),
    "direction.nq": (f'{P} "x"@ar--rtl <http://g> .', 1),
    "version.ttl": ('# "1.1"\nVERSION "1.2"\n' + P + "1 .", 2),
    "version2.ttl": ('@version "1.2" .\n' + P + "1 .", 1),
    "version.nt": ('VERSION "1.2"\n' + P + '"x" .', 1),
    "version.rdf": (
        "<rdf:RDF\nxmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' rdf:version='1.2'/>",
        2,
    ),
    "direction.jsonld": ('{"@id": "http://a",\n"http://b": {"@value": "x", "@direction": "rtl"}}', 2),
}
OLDER = {
    "strings.ttl": f'{P} "<<" , """{{| ~""" , \'VERSION "1.2"\' , "--rtl", <http://c/~{{>'.replace("{>", ">") + " .",
    "comment.ttl": f"# << ~ {{|\n{P} 1 .",
    "escaped.ttl": "@prefix p: <http://p/> . p:a\\~b p:VERSION p:version .",
    "strings.jsonld": '{"@id": "http://a", "http://b": "\\"@direction\\": \\"rtl\\""}',
}
REMOTE = {
    "text": '{"@context":\n"https://schema.org/", "@id": "http://a"}',
    "list": '{"@context": ["https://w3id.org/khabar/context.jsonld",\n"http://other/"], "id": "http://a"}',
    "escaped": '{"@context":\n"https:\\/\\/schema.org\\/"}',
    "scoped": '{"@context": {"p": {"@id": "http://p/", "@context":\n"http://q/"}}}',
    "import": '{"@context": {"@version": 1.1,\n"@import": "https://w3id.org/other"}}',
    "relative": '{"@context":\n"context.jsonld"}',
}


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("the network was touched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(name, text):
    return parse_rdf(text.encode(), name, syntax_of(name), base="http://base/")


@pytest.mark.parametrize("name", NEWER)
def test_rdf_1_2_is_refused_with_its_line(name):
    text, line = NEWER[name]
    with pytest.raises(UnreadableError, match=r"is RDF 1\.2; khabar reads RDF 1\.1") as refused:
        read(name, text)
    assert (refused.value.at.file, refused.value.at.line) == (name, line)


@pytest.mark.parametrize("name", OLDER)
def test_what_only_looks_like_rdf_1_2_is_read(name):
    assert read(name, OLDER[name])


@pytest.mark.parametrize("name", REMOTE)
def test_no_context_is_fetched(name, no_network):
    with pytest.raises(UnreadableError, match="is not in the file, and khabar fetches nothing") as refused:
        read("x.jsonld", REMOTE[name])
    assert refused.value.at.line == 2


@pytest.mark.parametrize("context", ['"%s"', '["%s"]', '["%s", {"x": "http://x/"}]', '[{"x": "http://x/"}, "%s"]'])
def test_khabars_own_context_comes_from_the_package(context, no_network):
    text = '{"@context": ' + context % CONTEXT + ', "id": "http://a", "type": "Article"}'
    assert [q.object for q in read("x.jsonld", text)] == [NamedNode("https://w3id.org/khabar/ns#Article")]


def test_the_address_of_a_context_as_a_value_is_a_value(no_network):
    text = '{"http://p/a": ["@context", "https://schema.org/"], "http://p/b": [{"@context": {}, "@id": "http://c"}, "http://d"]}'
    assert len(read("x.jsonld", text)) == 4


BROKEN = {
    "cut.rdf": ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<rdf:Description>', 2, "XML"),
    "li.rdf": ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n\n<rdf:li/>\n\n</rdf:RDF>', 3, "li"),
    "outside.rdf": ('<!DOCTYPE r [\n<!ENTITY a SYSTEM "file:///x">]><r>&a;</r>', 2, "nothing is fetched"),
    "page.ttl": ("<!DOCTYPE html>\n<html>", 1, "is an HTML page"),
    "cut.jsonld": ('{"@id": "http://a",\n', 2, "valid RDF"),
    "latin.ttl": (None, 2, "is not UTF-8"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name):
    text, line, message = BROKEN[name]
    data = b"# \n# \xe9" if text is None else text.encode()
    with pytest.raises(UnreadableError, match=message) as refused:
        parse_rdf(data, name, syntax_of(name), base="http://base/")
    assert refused.value.at.line == line


def test_entities_that_grow_without_end():
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 10}">' for i in range(12))
    with pytest.raises(UnreadableError, match=r"amplification|too large"):
        read("bomb.rdf", f"<!DOCTYPE r [{entities}]><r>&e11;</r>")


def test_elements_in_elements_without_end():
    with pytest.raises(UnreadableError, match="deep"):
        read("deep.rdf", "<a>" * 5000 + "</a>" * 5000)


def test_a_byte_order_mark_is_no_part_of_the_file():
    assert read("x.nt", "\ufeff" + P + '"x" .')
