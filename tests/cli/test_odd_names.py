"""Names that are no file's, wherever a command takes a file: refused by name, never a bug."""

import pytest

READ = [
    ("check",), ("load",), ("load", "--as", "rdf"), ("load", "--as", "gdelt"), ("load", "--dry-run"),
    ("load", "--out-parts", "parts"), ("validate",), ("validate", "--shapes"),
    ("sparql", "--file"), ("init", "--table"), ("remove",), ("push",), ("diff",), ("query", "who-left", "-e"),
]  # fmt: skip
WRITTEN = [
    ("export", "-o"), ("query", "who-left", "-o"), ("validate", "-o"), ("load", "putin-syria.yaml", "-o"),
    ("load", "rows.csv", "--out-parts"), ("load", "putin-syria.yaml", "-s"),
]  # fmt: skip
ALWAYS = {"directory": ".", "root": "/", "empty": "", "long": "é" * 300, "not text": "\udcff.yaml"}
NEVER_THERE = {"no such": "no/such/file.csv", "blank": " ", "home": "~", "line": "a\nb.yaml", "device": "/dev/null"}
ROWS = "id,date\n1,2024-12-20\n"


@pytest.fixture
def there(seed_copy):
    """A sheet and a table."""
    seed_copy.with_name("rows.csv").write_text(ROWS)
    return seed_copy


@pytest.mark.parametrize("words", READ, ids=" ".join)
@pytest.mark.parametrize("name", {**ALWAYS, **NEVER_THERE}.values(), ids={**ALWAYS, **NEVER_THERE})
def test_refused_where_a_file_is_read(words, name, khabar, there):
    ran = khabar(*words, name)
    assert ran.code in {1, 2, 3, 4}, ran.err
    assert "a bug of" not in ran.err


@pytest.mark.parametrize("words", WRITTEN, ids=" ".join)
@pytest.mark.parametrize("name", ALWAYS.values(), ids=ALWAYS)
def test_refused_where_a_file_is_written(words, name, khabar, there):
    assert khabar("load", there).code == 0
    ran = khabar(*words, name)
    assert "a bug of" not in ran.err
