"""Reading bytes as text: nothing is changed, and what is no text is said to be none."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from khabar.errors import UnreadableError, UsageError
from khabar.loaders.lexicon import lexicon
from khabar.loaders.text import decode, first_line, line_of, read_bytes, read_file, read_packed, read_text


@pytest.mark.parametrize("data", [b"a\r\nb\rc\n", b"\xef\xbb\xbfa", "أ\u2028ب\x85ج".encode(), b"\x00"])
def test_every_byte_is_kept(tmp_path, data):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read_text(path).encode() == data


def test_minus_is_standard_input_but_not_within_a_sheet(monkeypatch, folder):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("نص".encode())))
    assert read_text("-") == "نص"
    (folder / "-").write_text("ملف", encoding="utf-8")
    assert read_file((folder / "-").relative_to(folder)) == "ملف"


@pytest.mark.parametrize(
    ("name", "error"),
    [("none.txt", UsageError), (".", UsageError), ("a\0b", UsageError), ("x" * 5000, UnreadableError)],
)
def test_what_is_no_file(folder, name, error):
    with pytest.raises(error):
        read_bytes(name)


def test_a_named_pipe_is_not_waited_for(folder):
    os.mkfifo("pipe")
    for read in (read_bytes, read_packed, read_text):
        with pytest.raises(UsageError, match=r"^pipe: is a named pipe, not a file\n.*name it -$"):
            read("pipe")
    for read_named in (read_file, lexicon):
        with pytest.raises(UsageError, match=r"^pipe: is a named pipe, not a file$"):
            read_named(Path("pipe"))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no /dev/zero here")
def test_a_device_or_a_socket_is_no_file(folder):
    Path("zero").symlink_to("/dev/zero")
    for name in ("/dev/zero", "zero"):
        with pytest.raises(UsageError, match="is a device, not a file"):
            read_bytes(name)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        with pytest.raises(UsageError, match="is a socket, not a file"):
            read_bytes("socket")


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="there is no /dev/fd here")
def test_a_pipe_that_the_shell_opened_is_read():
    code = "from khabar.loaders.text import read_text; print(read_text('/dev/stdin'))"
    done = subprocess.run([sys.executable, "-c", code], input=b"abc", capture_output=True, timeout=30, check=True)
    assert done.stdout.strip() == b"abc"


def test_an_empty_file(folder):
    (folder / "a").touch()
    with pytest.raises(UnreadableError, match="a: the file is empty"):
        read_bytes("a")


def test_not_utf_8_says_file_line_and_byte():
    with pytest.raises(UnreadableError, match=r"a\.txt:2: is not UTF-8: byte 0xe3 at offset 2\n.*windows-1256"):
        decode(b"a\n\xe3", "a.txt")
    with pytest.raises(UnreadableError, match="utf-16"):
        decode("نص".encode("utf-16"), "a.txt")


@pytest.mark.parametrize(
    ("text", "line"), [("\ufeffa\nb", "a"), (" \n\n  b \n", "b"), ("", ""), ("\ufeff\n", ""), ("\ufeff \n x", "x")]
)
def test_first_line(text, line):
    assert first_line(text) == line


def test_lines_count_from_one():
    assert [line_of("a\nb\n", n) for n in (0, 1, 2, 4)] == [1, 1, 2, 3]
