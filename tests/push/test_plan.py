"""Plans: what is new, changed, gone or left over from a push that broke off, and what a saved plan holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from khabar.errors import UsageError
from khabar.stores.push import Change, Plan
from khabar.stores.push.manifest import Entry, state
from khabar.stores.push.plan import plan
from khabar.stores.push.units import Unit

NAMES = tuple(f"urn:g{n}" for n in range(8))
HASHES = tuple(letter * 64 for letter in "abc")
units = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(HASHES)).map(
    lambda table: [Unit(graph, sha, 3, 30, 40) for graph, sha in table.items()]
)
entries = st.dictionaries(st.sampled_from(NAMES), st.sampled_from((*HASHES, ""))).map(
    lambda table: {graph: Entry(graph, sha, 3, 30) for graph, sha in table.items()}
)


def made(local, there, *, prune=False):
    return plan("http://h", local, there, state(there), prune=prune)


@given(units, entries, st.booleans())
def test_a_plan_makes_the_target_as_the_store(local, there, prune):
    found = made(local, there, prune=prune)
    after = {graph: entry.sha256 for graph, entry in there.items()}
    for step in found.steps:
        if step.deletes:
            del after[step.graph]
        else:
            after[step.graph] = step.sha256
    wanted = {unit.graph: unit.sha256 for unit in local}
    assert {g: h for g, h in after.items() if g in wanted} == wanted
    assert set(after) - set(wanted) == set(found.kept)
    assert not (prune and found.kept)


@given(units, entries, st.booleans())
def test_each_graph_has_one_sign(local, there, prune):
    found = made(local, there, prune=prune)
    here = {unit.graph: unit.sha256 for unit in local}
    signs = {step.graph: step.change for step in found.steps}
    assert len(signs) == len(found.steps)
    for graph, change in signs.items():
        assert (change is Change.NEW) == (graph not in there)
        assert (change is Change.GONE) == (graph not in here)
        assert (change is Change.PENDING) == (graph in here and graph in there and there[graph].pending)
    assert found.same == sum(graph in there and there[graph].sha256 == sha for graph, sha in here.items())


@given(units, entries, st.booleans())
def test_a_saved_plan_is_the_same_plan(local, there, prune):
    found = made(local, there, prune=prune)
    assert Plan.from_json(found.to_json(), "plan.json") == found


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"khabar-plan": 1}', '{"khabar-plan": 9}', '{"khabar-plan": 1, "steps": [{}]}', "{", "null"],
)
def test_what_is_no_plan_is_said(text):
    with pytest.raises(UsageError, match=r"plan\.json"):
        Plan.from_json(text, "plan.json")


@given(entries, entries)
def test_the_state_tells_manifests_apart(one, other):
    assert (state(one) == state(other)) == (one == other)
