"""What is wrong with a row, in English and in Arabic: where it stands, what stands there, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import Level, Position, Problem, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .chunks import Chunk

__all__ = [
    "bad_bytes",
    "bad_json",
    "bad_value",
    "nul",
    "refuse_encoding",
    "shortened",
    "stray_mark",
    "torn_rows",
    "unknown_key",
    "wrong_count",
]

_SHOWN = 60
_DOUBLE = 'double it ("") and put the cell between marks, or write quoted = false in the description'
ENCODING = "name the file's encoding: --encoding windows-1256, for instance"


def shortened(text: str) -> str:
    """Give no more of a cell or a row than is good to show."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def wrong_count(chunk: Chunk, line: int, count: int, text: str) -> Problem:
    """Tell of a row with too many or too few cells."""
    width = len(chunk.columns)
    many, many_ar = ("few", "أقل") if count < width else ("many", "أكثر")
    return Problem(
        "table-cells",
        f"the row has {count} cells, too {many}: the table has {width} columns",
        Position(chunk.file, line),
        value=shortened(text),
        fix="look for a line end or a delimiter inside a cell",
        message_ar=f"عدد خلايا الصف {count}، وهو {many_ar} من عدد الأعمدة: {width}",
    )


def torn_rows(chunk: Chunk, wrong: Sequence[tuple[int, int, str]]) -> Iterator[Problem]:
    """Tell of rows (line, cells, text) with too many or too few cells; two that make one together are one."""
    width, rest = len(chunk.columns), list(wrong)
    while rest:
        line, count, text = rest.pop(0)
        if rest and rest[0][0] == line + 1 and count + rest[0][1] - 1 == width:
            rest.pop(0)
            yield _torn(chunk, line, count, text)
        else:
            yield wrong_count(chunk, line, count, text)


def _torn(chunk: Chunk, line: int, count: int, text: str) -> Problem:
    return Problem(
        "table-torn",
        f"a cell holds a line end: the row goes on in line {line + 1}",
        Position(chunk.file, line, key=chunk.columns[count - 1]),
        value=shortened(text),
        fix="write a space for it; nothing can quote a line end in this kind of file",
        message_ar=f"في خلية نهايةُ سطر، وتتمة الصف في السطر {line + 1}؛ ضع مكانها مسافة",
    )


def stray_mark(chunk: Chunk, line: int, text: str, letter: int, cell: int) -> Problem:
    """Tell of a quotation mark, or what follows one, where it cannot stand."""
    column = letter - text.rfind("\n", 0, letter)
    at = Position(chunk.file, line + text.count("\n", 0, letter), column, _column(chunk, cell))
    ends = text.count(chunk.newline)
    lost = f"; with it lines {line} to {line + ends} are one row" if ends else ""
    lost_ar = f"؛ فصارت الأسطر من {line} إلى {line + ends} صفا واحدا" if ends else ""
    return Problem(
        "table-quote",
        f"text follows the quotation mark that closes a cell{lost}",
        at,
        value=shortened(text[max(0, letter - 20) :]),
        fix=_DOUBLE,
        message_ar=f"بعد علامة التنصيص التي تغلق الخلية نص{lost_ar}؛ ضاعف العلامة داخل الخلية",
    )


def bad_bytes(chunk: Chunk, line: int, record: bytes, delimiter: str, start: int, offset: int) -> Problem:
    """Tell of a byte that is none of the encoding; `offset` is the record's place in the file."""
    column, cell = _holding("\ufffd", record.decode(chunk.encoding, "replace"), delimiter, chunk)
    byte, place = f"0x{record[start]:02x}", offset + start
    return Problem(
        "table-encoding",
        f"is not {chunk.encoding}: byte {byte} at offset {place}",
        Position(chunk.file, line, key=column),
        value=shortened(cell),
        fix=ENCODING,
        message_ar=f"ليس النص بترميز {chunk.encoding}: البايت {byte} عند الإزاحة {place}؛ اذكر الترميز: --encoding",
    )


def refuse_encoding(told: Sequence[Problem]) -> None:
    """Refuse the file where more than a handful of rows of a chunk are in another encoding."""
    first = next(problem for problem in told if problem.rule == "table-encoding")
    raise UnreadableError(f"{first.message}, and so it goes on", first.at, ENCODING)


def nul(chunk: Chunk, line: int, text: str, delimiter: str) -> Problem:
    """Tell of a NUL, which no text has."""
    column, cell = _holding("\0", text, delimiter, chunk)
    return Problem(
        "table-nul",
        "holds a NUL character (U+0000)",
        Position(chunk.file, line, key=column),
        value=shortened(cell),
        fix="take it out; if every second byte is one, the file is UTF-16: --encoding utf-16",
        message_ar="فيه المحرف U+0000؛ احذفه، فإن كان كل ثاني بايت فالملف بترميز UTF-16",
    )


def bad_json(chunk: Chunk, line: int, text: str, reason: str, letter: int = 0) -> Problem:
    """Tell of a line that is no JSON object, or not one that can be a row."""
    return Problem(
        "table-json",
        reason,
        Position(chunk.file, line, letter + 1),
        value=shortened(text),
        fix="write one JSON object a line, with text, numbers and lists as its values",
        message_ar="ليس السطر كائن JSON صالحا لأن يكون صفا؛ اكتب في كل سطر كائنا واحدا",
    )


def bad_value(chunk: Chunk, row: int, column: str, text: str) -> Problem:
    """Tell of a value of a Parquet table that is no text."""
    return Problem(
        "table-nul",
        "holds bytes that are no text, or a NUL character (U+0000)",
        Position(chunk.file, row, key=column),
        value=shortened(text.strip("\0")),
        fix="write it as a string column in UTF-8",
        message_ar="فيه بايتات ليست نصا أو المحرف U+0000؛ اكتب العمود نصا بترميز UTF-8",
    )


def unknown_key(chunk: Chunk, line: int, key: str, *, named: bool) -> Problem:
    """Tell of a key that the first objects of the file lack: of a row without an id it is part of the name."""
    return Problem(
        "table-key",
        "the first rows of the file do not have this key" + ("; it is left out" if named else ""),
        Position(chunk.file, line, key=key),
        Level.WARNING if named else Level.VIOLATION,
        value=key,
        fix="move a row that has it to the beginning, or give it to every row",
        message_ar="ليس هذا المفتاح في أوائل صفوف الملف؛ انقل إليها صفا هو فيه",
    )


def _holding(mark: str, text: str, delimiter: str, chunk: Chunk) -> tuple[str, str]:
    cells = text.split(delimiter)
    place = next(place for place, cell in enumerate(cells) if mark in cell)
    return (_column(chunk, place) if len(cells) == len(chunk.columns) else ""), cells[place]


def _column(chunk: Chunk, cell: int) -> str:
    return chunk.columns[cell] if cell < len(chunk.columns) else ""
