"""A local Elasticsearch without Docker: `python -m retrieval.node.local_node fetch`, then `… run --port P --data DIR`.

Settings: ELASTICSEARCH_HOME (an unpacked 8.x distribution instead of the fetched one) ·
SHOPCLERK_ELASTICSEARCH_HEAP (1g) · SHOPCLERK_ELASTICSEARCH_PORT (9200) · ES_JAVA_HOME or JAVA_HOME.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from retrieval.errors import RetrievalError
from retrieval.node.distribution import DOWNLOAD_BYTES, VERSION, check_distribution, distribution_home, fetch
from retrieval.node.process import run

app = typer.Typer(help="Fetch and run a local Elasticsearch.", no_args_is_help=True, add_completion=False)
_console = Console(stderr=True)


@app.command("fetch")
def fetch_command() -> None:
    """Fetch Elasticsearch through Maven into the user's cache, unless it is there (0.9 GB, 160 MB kept)."""
    if os.environ.get("ELASTICSEARCH_HOME"):
        check_distribution(distribution_home(os.environ))
        _console.print(f"ELASTICSEARCH_HOME is set: using {distribution_home(os.environ)}")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_console, transient=True) as progress:
        task = progress.add_task(f"Elasticsearch {VERSION}", total=DOWNLOAD_BYTES)
        home = fetch(progress=lambda done: progress.update(task, completed=done), say=_console.print)
    _console.print(f"Elasticsearch {VERSION} is at {home}")


@app.command("run")
def run_command(
    data: Annotated[Path, typer.Option(help="Folder for the node's data, configuration and logs.")],
    port: Annotated[
        int, typer.Option(envvar="SHOPCLERK_ELASTICSEARCH_PORT", min=1, max=65_535, help="HTTP port on 127.0.0.1.")
    ] = 9200,
) -> None:
    """Run Elasticsearch in the foreground until SIGTERM or Ctrl-C; as root, it runs as `nobody`."""
    run(port=port, data=data, environment=os.environ)


def main() -> None:
    """Runs the command; what goes wrong on purpose is one line on stderr and exit status 1."""
    try:
        app()
    except RetrievalError as error:
        _console.print(f"error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
