"""A client of the web edge, in this process."""

from __future__ import annotations

from html.parser import HTMLParser

from fastapi import APIRouter
from fastapi.testclient import TestClient

from incidentbot.web.app import app


def client(*routers: APIRouter) -> TestClient:
    """An error that nobody caught is a 500, as for everybody else."""
    return TestClient(app(routers), raise_server_exceptions=False)


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Every tag with its attributes, as a browser would read them."""
    found: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attributes)))

    Reader().feed(html)
    return found
