"""A process file of a few lines, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from incidentbot.process import ProcessFileError, parse

Mistakes = Callable[[str], list[str]]


@pytest.fixture
def mistakes() -> Mistakes:
    """What is wrong with this text, a line each, `line:column: what`."""

    def mistakes(text: str) -> list[str]:
        with pytest.raises(ProcessFileError) as wrong:
            parse(dedent(text), "x.yml")
        assert str(wrong.value) == "\n".join(wrong.value.mistakes)
        assert all(mistake.startswith("x.yml:") for mistake in wrong.value.mistakes)
        return [mistake.removeprefix("x.yml:") for mistake in wrong.value.mistakes]

    return mistakes
