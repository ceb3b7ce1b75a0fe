"""Puts the parts together; the only room that knows them all.

replica     started and stopped in order
parts       the store, the accounts, and a service for each feature
performers  who performs which kind of work
jobs        what is looked at time and again
slack, web  the two faces
watch       who looks after us
"""

from __future__ import annotations

from pathlib import Path

from incidentbot.bootstrap.replica import Incidentbot

__all__ = ["Incidentbot", "manifest_path"]


def manifest_path() -> Path:
    """Inside the installed package, else at the top of the checkout."""
    package = Path(__file__).parents[1]
    inside = package / "manifest.yml"
    return inside if inside.exists() else package.parent / "manifest.yml"
