"""Starting a local Elasticsearch in the place of this process."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from retrieval.errors import LocalNodeError, SettingsInvalid
from retrieval.node.distribution import check_distribution, distribution_home
from retrieval.node.java import find_java
from retrieval.node.state import lock, node_folder, reachable_home, runner

_MOST_PORT = 65_535
_LAUNCHER = "org.elasticsearch.launcher.CliToolLauncher"


def run(*, port: int, data: Path, environment: Mapping[str, str]) -> NoReturn:
    """Becomes an Elasticsearch on 127.0.0.1 at `port` with its files under `data`; SIGTERM ends all of it.

    Raises `LocalNodeError` or `SettingsInvalid` before anything is started.
    """
    heap = heap_size(environment)
    _check_port_is_free(port)
    user = runner()
    source = distribution_home(environment)
    check_distribution(source)
    home = reachable_home(source, user)
    java_home = find_java(home, environment, usable=user.can_reach)
    folder = node_folder(data.resolve(), user)
    # The lock's open file goes on into the new program: it is held as long as the node runs.
    with lock(folder):
        prepare(folder, home=home, port=port, heap=heap)
        for part in ("conf", "data", "logs", "tmp"):
            user.own(folder / part)
        os.chdir(home)
        sys.stdout.flush()
        user.become()
        command = launch_command(java_home, home=home, conf=folder / "conf")
        own = {"ES_JAVA_HOME": str(java_home), "ES_TMPDIR": str(folder / "tmp")}
        os.execve(command[0], command, {**environment, **own})


def heap_size(environment: Mapping[str, str]) -> str:
    """The heap of SHOPCLERK_ELASTICSEARCH_HEAP, 1g when unset, as Java writes it."""
    value = environment.get("SHOPCLERK_ELASTICSEARCH_HEAP") or "1g"
    if not re.fullmatch(r"[1-9]\d*[kmgKMG]", value):
        raise SettingsInvalid("SHOPCLERK_ELASTICSEARCH_HEAP", "a size such as 512m or 1g", value)
    return value


def prepare(folder: Path, *, home: Path, port: int, heap: str) -> None:
    """Writes a node's configuration anew; its data stays."""
    conf = folder / "conf"
    for path in (conf / "jvm.options.d", folder / "data", folder / "logs", folder / "tmp"):
        path.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(home / "config" / "log4j2.properties", conf / "log4j2.properties")
    # The shipped jvm.options log garbage collection into a folder that is not there, of which the node dies.
    (conf / "jvm.options").write_text(
        f"-Xms{heap}\n-Xmx{heap}\n-XX:+UseSerialGC\n-Djava.io.tmpdir=${{ES_TMPDIR}}\n-XX:+ExitOnOutOfMemoryError\n"
    )
    settings = {
        "cluster.name": "shopclerk-local",
        "node.name": "local",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": _transport_ports(port),
        "xpack.security.enabled": False,
        "cluster.routing.allocation.disk.threshold_enabled": False,
        # The serial collector runs when memory is wanted: a breaker that counts garbage would refuse all for ever.
        "indices.breaker.total.use_real_memory": False,
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
    }
    # A JSON value is a YAML value.
    lines = (f"{name}: {json.dumps(value)}\n" for name, value in settings.items())
    (conf / "elasticsearch.yml").write_text("".join(lines))


def launch_command(java_home: Path, *, home: Path, conf: Path) -> list[str]:
    """The command that `bin/elasticsearch` would run; it is not in every distribution."""
    return [
        str(java_home / "bin" / "java"),
        "-Xms4m",
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-Dcli.name=server",
        "-Dcli.script=./bin/elasticsearch",
        "-Dcli.libs=lib/tools/server-cli",
        f"-Des.path.home={home}",
        f"-Des.path.conf={conf}",
        "-Des.distribution.type=tar",
        "-cp",
        "lib/*:lib/cli-launcher/*",
        _LAUNCHER,
    ]


def _transport_ports(port: int) -> str:
    first = port + 100 if port + 199 <= _MOST_PORT else port - 199
    return f"{first}-{first + 99}"


def _check_port_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalNodeError(
                f"port {port} of 127.0.0.1 cannot be used ({error.strerror}): set SHOPCLERK_ELASTICSEARCH_PORT"
            ) from error
