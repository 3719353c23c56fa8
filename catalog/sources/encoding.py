"""Decoding a file's lines without ever making up characters."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from charset_normalizer import from_bytes

from catalog.errors import SourceError

MAX_LINE = 4 * 1024 * 1024
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def canonical_encoding(name: str) -> str:
    """Python's name of an encoding; raises `SourceError` when there is none."""
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        raise SourceError(f"encoding: expected a known encoding such as utf-8, got '{name}'") from error


def text_lines(stream: BinaryIO, encoding: str) -> Iterator[str]:
    """The lines of `stream` with their ends; bytes invalid in `encoding` become lone surrogates, see `undecodable`.

    A line over 4 MiB is cut there, so that one broken record costs no memory. Raises `SourceError` when
    the file is in UTF-16 and `encoding` says otherwise.
    """
    name = canonical_encoding(encoding)
    if name in WIDE:
        yield from codecs.getreader(name)(stream, "surrogateescape")
        return
    first = True
    while line := stream.readline(MAX_LINE):
        if first:
            _refuse_wide(line, encoding)
            line = line.removeprefix(codecs.BOM_UTF8) if name == "utf-8" else line
            first = False
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            _skip_line(stream)
            line += b"\n"
        yield _decode(line, name)


def undecodable(text: str) -> bool:
    """Whether a text holds bytes that were not valid in the file's encoding."""
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def guess_encoding(text: str, encoding: str) -> str:
    """The encoding that a text with undecodable bytes is probably in, or 'an unknown encoding'."""
    raw = text.encode(canonical_encoding(encoding), errors="surrogateescape")
    best = from_bytes(raw[:20_000]).best()
    return best.encoding if best and best.encoding != "utf_8" else "an unknown encoding"


def _decode(line: bytes, name: str) -> str:
    if line.isascii():
        return line.decode("ascii")
    if name not in ("utf-8", "utf-8-sig") and _is_utf8(line):
        # UTF-8 read as a single-byte encoding is the classic mojibake: mark it undecodable instead.
        return line.decode("ascii", errors="surrogateescape")
    return line.decode(name, errors="surrogateescape")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_wide(line: bytes, encoding: str) -> None:
    if line.startswith(WIDE_MARKS):
        raise SourceError(
            f'encoding: expected {encoding}, got UTF-16; set encoding = "utf-16" in the mapping\'s [format]'
        )


def _skip_line(stream: BinaryIO) -> None:
    while rest := stream.readline(MAX_LINE):
        if rest.endswith(b"\n"):
            return
