"""A model is used only as it was made."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import pytest

from tuning.errors import ModelUnavailable
from tuning.folders import adapter_folder, voices
from tuning.lexicon import read_lexicon, words_of, write_lexicon
from tuning.manifest import Manifest, hashes, verified, write_manifest


def _model(folder: Path) -> Manifest:
    folder.mkdir(parents=True)
    (folder / "weights").write_bytes(b"abc")
    manifest = Manifest("demo", "adapter", hashes(folder), {}, {"r": 4}, 7, {"loss": 0.5}, {}, base="0" * 64)
    write_manifest(folder, manifest)
    return manifest


def test_verified_gives_the_manifest_of_unchanged_files(tmp_path: Path) -> None:
    written = _model(tmp_path / "demo")
    assert verified(tmp_path / "demo") == written
    assert written.files == {"weights": hashlib.sha256(b"abc").hexdigest()}


@pytest.mark.parametrize("content", [b"abd", None])
def test_verified_refuses_a_changed_or_missing_file(tmp_path: Path, content: bytes | None) -> None:
    _model(tmp_path / "demo")
    path = tmp_path / "demo" / "weights"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match="weights"):
        verified(tmp_path / "demo")


def test_verified_refuses_a_folder_without_manifest(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"manifest\.json"):
        verified(tmp_path)


def test_voices_are_the_adapters_with_a_manifest(tmp_path: Path) -> None:
    _model(tmp_path / "adapters" / "demo")
    (tmp_path / "adapters" / "unfinished").mkdir()
    assert voices(tmp_path) == {"demo": tmp_path / "adapters" / "demo"}


@pytest.mark.parametrize("name", ["../base", "", "a/b", ".hidden"])
def test_adapter_folder_refuses_what_is_no_name(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="voice"):
        adapter_folder(name)


def test_lexicon_counts_a_follow_ups_words_for_the_kind_it_follows(tmp_path: Path) -> None:
    replies = {"price_is": ["That's <price> for the <product>."], "price_is_it": ["It's <price>."]}
    write_lexicon(tmp_path, replies, following="_it")
    assert read_lexicon(tmp_path) == {"price_is": frozenset({"that's", "for", "the", "it's"})}


def test_words_of_leaves_placeholders_out() -> None:
    assert words_of(["The <old_price_2>, I'M told"]) == {"the", "i'm", "told"}


def test_errors_pickle_with_their_detail() -> None:
    assert pickle.loads(pickle.dumps(ModelUnavailable("gone"))).detail == "gone"
