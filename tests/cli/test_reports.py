"""Reports that programs read: whatever the input is, they are well-formed, and one bad sheet hides no other's."""

import json

import pytest
from pyoxigraph import RdfFormat, parse

BAD = {
    "broken.yaml": (b"khabar: 1\n a: [", 3, "unreadable", "broken YAML"),
    "bytes.yaml": (b"\xff\xfe\xfa", 3, "unreadable", "UTF-8"),
    "other.yaml": (b"khabar: 2\n", 1, "sheet-version", "unknown version"),
    "broken.ttl": (b"<urn:a> <urn:b> .", 3, "unreadable", ""),
    "gone.yaml": (None, 2, "usage", "there is no such file"),
    "x.odd": (b"x", 2, "usage", "cannot tell from its name"),
}


@pytest.fixture(params=BAD)
def bad(request, folder):
    content, *expected = BAD[request.param]
    if content is not None:
        (folder / request.param).write_bytes(content)
    return request.param, *expected


def test_json_is_json_whatever_the_input_is(khabar, bad):
    name, code, rule, message = bad
    ran = khabar("validate", name, "-f", "json")
    found = json.loads(ran.out)
    assert ran.code == code
    [problem] = [p for p in found if p["rule"] == rule]
    assert message in problem["message"]
    assert problem["file"] == name
    assert ran.err == khabar("validate", name, "-f", "jsonl").err
    assert "violation" in ran.err


def test_every_report_is_whole_whatever_the_input_is(khabar, bad):
    name, code, rule, _ = bad
    ran = khabar("validate", name, "-f", "sarif")
    assert (ran.code, rule in {r["ruleId"] for r in json.loads(ran.out)["runs"][0]["results"]}) == (code, True)
    ran = khabar("validate", name, "-f", "ttl")
    graph = {t.predicate.value.rpartition("#")[2]: t.object for t in parse(ran.out, format=RdfFormat.TURTLE)}
    assert (ran.code, graph["conforms"].value, graph["focusNode"].value[: len(name)]) == (code, "false", name)


def test_a_person_is_told_on_the_terminal(khabar, folder):
    (folder / "broken.yaml").write_bytes(BAD["broken.yaml"][0])
    ran = khabar("validate", "broken.yaml")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("Error: broken.yaml:2:3: broken YAML")


def test_what_a_sheet_has_wrong_goes_where_it_was_asked_for(khabar, folder):
    (folder / "other.yaml").write_bytes(BAD["other.yaml"][0])
    ran = khabar("validate", "other.yaml", "-o", "rep.json")
    assert (ran.code, ran.out) == (1, "")
    assert len(json.loads((folder / "rep.json").read_bytes())) == 3
    assert "other.yaml:1:9: violation: khabar: unknown version" in khabar("validate", "other.yaml").out


def test_a_missing_store_is_json_too(khabar, folder):
    ran = khabar("validate", "-f", "json")
    assert (ran.code, json.loads(ran.out)[0]["fix"]) == (4, "load something first: khabar load FILE")


def test_one_sheet_that_cannot_be_read_hides_no_other(khabar, seed_copy):
    good = seed_copy.read_text("utf-8")
    seed_copy.write_text(good.replace("speaker: iran\n", "speeker: iran\n", 1), "utf-8")
    for name in ("broken.yaml", "other.yaml"):
        seed_copy.with_name(name).write_bytes(BAD[name][0])
    names = ["broken.yaml", "putin-syria.yaml", "gone.yaml", "other.yaml"]
    ran = khabar("check", *names)
    assert ran.code == 3
    assert [line.split(":")[0] for line in ran.err.splitlines()] == names
    assert "broken.yaml:2:3: violation: broken YAML" in ran.out
    assert "unknown key 'speeker'" in ran.out
    assert "gone.yaml: violation: there is no such file" in ran.out
    assert "other.yaml:1:9: violation" in ran.out
    found = json.loads(khabar("check", *names, "-f", "json").out)
    assert {p["file"] for p in found} == set(names)
    assert [khabar("check", name).code for name in names] == [3, 1, 2, 1]
