"""Whether a port is free, and who holds it."""

from __future__ import annotations

import socket

import psutil

from bot.stack.errors import PortTaken


def require_free(part: str, port: int, variable: str, *, host: str = "127.0.0.1") -> None:
    """Returns when nothing listens on the port; raises PortTaken naming the holder, as far as it may be seen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(part, port, _owner(port) or f"another process ({error.strerror})", variable) from error


def _owner(port: int) -> str | None:
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return None
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            try:
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
            except psutil.NoSuchProcess:
                return None
    return None
