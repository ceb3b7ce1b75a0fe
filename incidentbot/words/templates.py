"""The Jinja2 door. A template decides structure; a value from outside is never structure and never a template."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import jinja2

from incidentbot.words.text import TOKEN_END, TOKEN_START
from incidentbot.words.values import FILTERS, in_markdown

_PACKAGE = Path(__file__).parent.parent

_aside: ContextVar[list[object]] = ContextVar("values set aside while a skeleton is rendered")


class TemplateError(Exception):
    """A template, or the data for it, is wrong: a mistake of ours, never of the person who reads the message."""


def templates_folder() -> Path:
    """Inside the package when installed from a wheel, at the top of the checkout otherwise."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


class Words:
    """Renders templates by name without ending ("incident/card"). May be used from many threads."""

    def __init__(self, folder: Path | None = None) -> None:
        loader = jinja2.FileSystemLoader(folder or templates_folder())
        self._skeletons = _Environment(loader, _set_aside)
        self._documents = _Environment(loader, in_markdown)
        self._pages = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        self._pages.filters.update(FILTERS)

    def skeleton(self, name: str, data: Mapping[str, object]) -> tuple[str, tuple[object, ...]]:
        """templates/<name>.yml with a numbered token in place of every value, and the values."""
        values: list[object] = []
        before = _aside.set(values)
        try:
            return _rendered(self._skeletons, f"{name}.yml", data), tuple(values)
        finally:
            _aside.reset(before)

    def markdown(self, name: str, data: Mapping[str, object]) -> str:
        return _rendered(self._documents, f"{name}.md", data)

    def page(self, name: str, data: Mapping[str, object]) -> str:
        return _rendered(self._pages, f"{name}.html", data)


class _Written(str):
    """What template text has become: the result of a macro, a block set, a recursive loop. Structure, not a value."""

    __slots__ = ()


class _Environment(jinja2.Environment):
    """Says every value through one function, and lets pass what templates themselves have written."""

    concat = staticmethod(lambda pieces: _Written("".join(pieces)))

    def __init__(self, loader: jinja2.BaseLoader, say: Callable[[object], str]) -> None:
        super().__init__(
            loader=loader,
            undefined=jinja2.StrictUndefined,
            finalize=_said(say),
            trim_blocks=True,
            keep_trailing_newline=True,  # an included line ends where it ends
            lstrip_blocks=True,
        )
        self.filters.update(FILTERS)


def _said(say: Callable[[object], str]) -> Callable[[jinja2.runtime.Context, object], str]:
    @jinja2.pass_context  # otherwise Jinja2 would say constants once, while compiling
    def said(_: jinja2.runtime.Context, value: object) -> str:
        if isinstance(value, jinja2.Undefined):
            return str(value)  # raises, because it is strict
        return str.__str__(value) if isinstance(value, _Written) else say(value)

    return said


def _set_aside(value: object) -> str:
    values = _aside.get()
    values.append(value)
    return f"{TOKEN_START}{len(values) - 1}{TOKEN_END}"


def _rendered(environment: jinja2.Environment, file: str, data: Mapping[str, object]) -> str:
    with _blaming(file):
        return str.__str__(environment.get_template(file).render(data))


@contextmanager
def _blaming(file: str) -> Iterator[None]:
    try:
        yield
    except jinja2.TemplateSyntaxError as error:
        raise TemplateError(f"{error.name or file}:{error.lineno}: {error.message}") from error
    except jinja2.TemplateNotFound as error:
        raise TemplateError(f"{file}: there is no template {error.name}") from error
    except (jinja2.TemplateError, TypeError, ValueError) as error:
        raise TemplateError(f"{file}: {error}") from error
