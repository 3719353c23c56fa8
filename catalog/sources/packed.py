"""A folder of feed files or pages, packed into one file that a worker can read."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from catalog.errors import SourceError

ZIP_MAGIC = b"PK\x03\x04"
READ = (".html", ".htm", ".json", ".jsonld", ".jsonl", ".ndjson", ".csv", ".tsv", ".xml", ".txt", ".gz")


def pack_folder(folder: Path, target: Path) -> None:
    """Packs the files of a folder whose endings a source may have, in order of path; the same files, the same bytes."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix.lower() in READ]
    if not files:
        raise SourceError(f"expected files ending in {', '.join(READ)} in '{folder}', got none")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())


def packed_files(stream: BinaryIO) -> Iterator[tuple[str, BufferedReader]]:
    """Name and content of each file, in the order they were packed."""
    try:
        with zipfile.ZipFile(stream) as packed:
            for entry in packed.infolist():
                with packed.open(entry) as content:
                    yield entry.filename, BufferedReader(cast(RawIOBase, content))
    except zipfile.BadZipFile as error:
        raise SourceError(f"expected a whole zip file, got one that is broken: {error}") from error
