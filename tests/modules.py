"""Reads the program's modules as text: what each imports, where, and under which names. Nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

OURS = "incidentbot"


@dataclass(frozen=True)
class Import:
    target: str  # the module, in full: incidentbot.store.tables
    line: int
    in_function: bool


@dataclass(frozen=True)
class Module:
    name: str
    path: str  # as shown to people, from the top of the checkout
    is_package: bool
    tree: ast.Module

    @property
    def room(self) -> str:
        """store for incidentbot.store.tables; app for app.py; __init__ for the package's own map."""
        inside = self.name.removeprefix(OURS).removeprefix(".")
        return inside.split(".")[0] or "__init__"

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of its code; every rule reads it, so it is walked once."""
        return list(ast.walk(self.tree))

    @cached_property
    def bringing(self) -> list[tuple[ast.AST, bool]]:
        """What brings other modules in, and whether it does so inside a function."""
        functions = [node for node in self.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        inside = {node for function in functions for node in ast.walk(function)}
        return [
            (node, node in inside) for node in self.nodes if isinstance(node, ast.Import | ast.ImportFrom | ast.Call)
        ]

    @cached_property
    def local_names(self) -> dict[str, str]:
        """What a name at hand stands for: {"sa": "sqlalchemy", "environ": "os.environ"}."""
        names = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                names |= {alias.asname or alias.name.split(".")[0]: alias.asname and alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        return {name: meant or name for name, meant in names.items()}

    @cached_property
    def uses(self) -> list[tuple[str, int]]:
        """Every dotted name in the code with its line, written out in full: `environ["A"]` is a use of os.environ."""
        found = []
        for node in self.nodes:
            first, _, rest = _dotted(node).partition(".")
            if first in self.local_names:
                found.append((f"{self.local_names[first]}.{rest}".rstrip("."), getattr(node, "lineno", 0)))
        return found


def read_modules(top: Path) -> list[Module]:
    found = [path for path in [top / "app.py", *sorted((top / OURS).rglob("*.py"))] if path.exists()]
    return [_read(top, path) for path in found]


def _read(top: Path, path: Path) -> Module:
    shown = path.relative_to(top)
    is_package = path.name == "__init__.py"
    name = ".".join((shown.parent if is_package else shown.with_suffix("")).parts)
    return Module(name, shown.as_posix(), is_package, ast.parse(path.read_text(encoding="utf-8"), filename=str(path)))


def imports(module: Module, known: set[str]) -> Iterator[Import]:
    """All of them: at the top, inside functions, under TYPE_CHECKING, relative ones, and by name through importlib."""
    for node, in_function in module.bringing:
        for target in _targets(module, node, known):
            yield Import(target, getattr(node, "lineno", 0), in_function)


def _targets(module: Module, node: ast.AST, known: set[str]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        base = _base(module, node)
        # `from incidentbot import errors` means the module incidentbot.errors, if there is one.
        return sorted({f"{base}.{alias.name}" if f"{base}.{alias.name}" in known else base for alias in node.names})
    if isinstance(node, ast.Call) and _dotted(node.func).endswith(("import_module", "__import__")):
        return [word.value for word in node.args[:1] if isinstance(word, ast.Constant) and isinstance(word.value, str)]
    return []


def _base(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    parts = package[: len(package) - node.level + 1]
    return ".".join([*parts, *([node.module] if node.module else [])])


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        value = _dotted(node.value)
        return f"{value}.{node.attr}" if value else ""
    return ""
