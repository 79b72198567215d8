"""What a chunk becomes does not depend on the chunks that a process has mapped before it."""

import pytest
from khabar.errors import Position, UnreadableError
from khabar.loaders.tables import mapped, reading
from khabar.loaders.tables.description import descriptions
from khabar.loaders.tables.reading import chunks

BASE = "https://b.example/"
GDELT = descriptions()["gdelt"]


def row(number):
    cells = [""] * 61
    cells[0], cells[1], cells[26] = str(700_000_000 + number), "20190304", "190"
    cells[5], cells[6], cells[7] = f"A{number % 7}", f"ACTOR {number % 7}", "SYR"
    cells[51:54] = "4", f"Place {number % 5}", "SY"
    cells[56:59] = "35", "38", "F1"
    cells[60] = "BBC Monitoring" if number % 3 else f"http://news.example/{number}"
    return "\t".join(cells) + "\n"


def test_a_chunk_is_mapped_alike_first_or_last(tmp_path):
    path = tmp_path / "20190304000000.export.CSV"
    path.write_text("".join(map(row, range(300))), encoding="utf-8")
    parts = list(chunks(path, GDELT, most=60))
    assert len(parts) > 1

    def alone(chunk):
        mapped._mappers.cache_clear()
        return mapped.map_chunk(chunk, GDELT, BASE)

    each_alone = [alone(part) for part in parts]
    mapped._mappers.cache_clear()
    assert [mapped.map_chunk(part, GDELT, BASE) for part in parts] == each_alone
    # What the first named, the last describes too: a loader may be killed between them.
    assert b"ACTOR 3" in each_alone[0].register
    assert b"ACTOR 3" in each_alone[-1].register


def test_a_chunk_that_cannot_be_read_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "20190304000000.export.CSV"
    path.write_text("".join(map(row, range(100))), encoding="utf-8")
    first, *_, last = chunks(path, GDELT, most=3)
    mapped._mappers.cache_clear()
    alone = mapped.map_chunk(last, GDELT, BASE)
    mapped._mappers.cache_clear()

    def broken_off(chunk, description, problems):
        yield from reading.rows(chunk, description, problems)
        raise UnreadableError("ends", Position("rows"))

    monkeypatch.setattr(mapped, "rows", broken_off)
    with pytest.raises(UnreadableError):
        mapped.map_chunk(first, GDELT, BASE)
    monkeypatch.undo()
    assert mapped.map_chunk(last, GDELT, BASE) == alone
