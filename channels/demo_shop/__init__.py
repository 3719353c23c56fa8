"""The demo shop's pages: something to stand the widget on, and nothing the gateway depends on."""

from __future__ import annotations

from channels.demo_shop.router import create_router

__all__ = ["create_router"]
