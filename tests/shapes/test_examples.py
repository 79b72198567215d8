"""Each rule owns examples in `<class>/<Rule>/`: `valid.ttl`, and `invalid.ttl` or several `invalid-*.ttl`.

Every example is read together with `base.ttl`, a small world without findings, so that it states only the
difference. An example that must lack something describes a node of its own. The first line of an invalid one,
`# expect: Rule`, names the one finding it must give, at any level; a valid one gives none.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from khabar.shapes import rulebook, validate
from pyoxigraph import RdfFormat, parse, serialize

HERE = Path(__file__).parent
EXAMPLES = sorted(HERE.glob("*/*/*.ttl"))
RULES = {rule.name: rule for rule in rulebook().rules}
BASE = (HERE / "base.ttl").read_bytes()


def quads(turtle: bytes) -> bytes:
    return serialize(parse(turtle, format=RdfFormat.TURTLE), format=RdfFormat.N_QUADS)


def found(turtle: bytes) -> list[str]:
    return [finding.rule for finding in validate([quads(BASE), quads(turtle)])]


def expected(path: Path) -> list[str]:
    if path.name == "valid.ttl":
        return []
    first = path.read_text(encoding="utf-8").splitlines()[0]
    return [first.removeprefix("# expect: ")]


def test_the_base_has_no_findings():
    assert found(b"") == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: str(p.relative_to(HERE)))
def test_an_example_gives_just_the_findings_it_names(path):
    assert found(path.read_bytes()) == expected(path)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_a_valid_and_an_invalid_example(name):
    folder = HERE / RULES[name].file.removesuffix(".ttl") / name
    names = {path.name for path in folder.glob("*.ttl")}
    assert "valid.ttl" in names
    invalid = names - {"valid.ttl"}
    assert invalid
    assert all(n == "invalid.ttl" or n.startswith("invalid-") for n in invalid)


def test_every_folder_belongs_to_a_rule_and_every_example_to_its_folder():
    assert {path.parent.name for path in EXAMPLES} <= set(RULES)
    assert all(expected(path) in ([], [path.parent.name]) for path in EXAMPLES)


def test_every_example_adds_something_to_the_base():
    base = set(parse(BASE, format=RdfFormat.TURTLE))
    assert all(set(parse(p.read_bytes(), format=RdfFormat.TURTLE)) - base for p in EXAMPLES)
