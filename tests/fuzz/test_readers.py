"""Whatever a reader is given, it reads or it refuses: no other ending, and none after more than five seconds.

``KHABAR_FUZZ_EXAMPLES`` says how many inputs a reader gets (default 60); benchmarks/fuzz.py gives each minutes, and
watches memory as well.
"""

import importlib.util
import os
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SPEC = importlib.util.spec_from_file_location("fuzz_inputs", Path(__file__).with_name("inputs.py"))
inputs = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = inputs
SPEC.loader.exec_module(inputs)

EXAMPLES = int(os.environ.get("KHABAR_FUZZ_EXAMPLES", "60"))
TIMES = settings(
    deadline=5000, max_examples=EXAMPLES, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def place():
    with tempfile.TemporaryDirectory() as name:
        inputs.prepare(Path(name))
        yield Path(name)


@pytest.mark.parametrize("reader", inputs.READERS)
def test_mutants(reader, place):
    good = inputs.corpus(reader)
    assert all(inputs.read(reader, data, place) == "read" for data in good[:1])

    @TIMES
    @given(seed=st.integers(0, 2**48))
    def run(seed):
        assert inputs.read(reader, inputs.make(Random(seed), reader, good), place) in {"read", "refused"}

    run()


@pytest.mark.parametrize("reader", inputs.READERS)
def test_noise(reader, place):
    @TIMES
    @given(data=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
    def run(data):
        assert inputs.read(reader, data, place) in {"read", "refused"}

    run()


# What the long runs have found, kept so that it stays mended.
FOUND = {
    "a number of 5000 digits": ("config", b"wait = " + b"9" * 5000),
    "brackets without end": ("config", b"x = " + b"[" * 100_000),
    "a lexicon of brackets": ("lexicon", b"x = " + b"[" * 100_000),
    "a list for a unit": ("lexicon", b'[quantities.currency]\n"x" = ["EUR"]\n'),
    "a wait that is no number": ("config", b"wait = nan"),
    "no language": ("config", b"lang = []"),
    "a store with a zero in its name": ("config", b'store = "a\\u0000b"'),
    "a base that is no IRI": ("config", b'base = "http://x/<y>/"'),
    "brackets in Turtle": ("turtle", b"<http://a> <http://b> " + b"[ <http://b> " * 100_000),
    "lists in JSON-LD": ("json-ld", b"[" * 100_000),
    "elements in RDF/XML": ("rdf-xml", b"<a>" * 100_000),
}
FOUND["a question of 300 patterns"] = (
    "query",
    b'#+ summary: {en: "x", ar: "x"}\n#+ kind: report\nSELECT * { '
    + b"?a ?p ?b . ?b <http://l>* ?c . ?b ?q ?a .\n" * 100
    + b"}",
)


@pytest.mark.parametrize("name", FOUND)
def test_found_before(name, place):
    reader, data = FOUND[name]
    assert inputs.read(reader, data, place) == "refused"
