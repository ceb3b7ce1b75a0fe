"""The rules of the house: one direction of imports, each library in its room, time as an argument.

app, cli → bootstrap → { slack, web, jobs, worker, integrations, sandbox }
         → services → { store, ports, words, process } → domain → errors
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.modules import OURS, Module, imports

DOMAIN = {"domain", "errors"}
STORE = DOMAIN | {"failpoints", "logs", "redaction", "store"}
SERVICES = STORE | {"ports", "process", "services", "words"}
EDGES = {
    "integrations",
    "jobs",
    "notifier",
    "outbox",
    "page_chart",
    "page_clock",
    "receipts",
    "sandbox",
    "slack",
    "timers",
    "verifier",
    "watch",
    "web",
    "weekly_test",
    "worker",
}

# Which rooms a room may look into. A new room is added here, and the line is then the place to argue about it.
MAY_IMPORT = {
    "__init__": set(),
    "errors": set(),
    "redaction": set(),
    "setting_rules": set(),
    "setting_providers": {"setting_rules"},
    "setting_watch": {"setting_providers", "setting_rules"},
    "setting_doubts": {"setting_rules", "settings"},
    "failpoints": {"errors"},
    "interpreter": set(),
    "clock": {"errors"},
    "strict_json": set(),
    "domain": DOMAIN,
    "logs": {"errors", "redaction"},
    "process": DOMAIN | {"process", "words"},  # an expression in the file is read by whoever will evaluate it
    "ports": DOMAIN,
    "words": DOMAIN | {"logs", "words"},
    "store": STORE,
    "services": SERVICES,
    "integrations": DOMAIN | {"integrations", "logs", "ports", "setting_providers"},  # what a vendor's account needs
    "sandbox": DOMAIN | {"sandbox"},
    "jobs": SERVICES | {"clock", "metrics"},
    "metrics": set(),
    "notifier": SERVICES | {"metrics"},
    "outbox": SERVICES | {"clock", "metrics"},
    "page_chart": SERVICES,
    "page_clock": SERVICES | {"metrics"},
    "timers": SERVICES,
    "emergency": SERVICES,
    "receipts": SERVICES,
    "verifier": SERVICES,
    "watch": SERVICES | {"emergency"},
    "weekly_test": SERVICES | {"emergency"},
    "slack": SERVICES | {"clock", "metrics", "slack", "strict_json"},
    "web": SERVICES | {"clock", "metrics", "strict_json", "web"},
    "worker": SERVICES | {"clock", "metrics"},
    "settings": {"errors", "setting_providers", "setting_rules", "setting_watch"},
    "bootstrap": SERVICES | EDGES | {"clock", "emergency", "metrics", "settings"},
    "serving": {
        "bootstrap",
        "errors",
        "interpreter",
        "logs",
        "ports",
        "sandbox",
        "setting_doubts",
        "setting_providers",
        "setting_rules",
        "setting_watch",
        "settings",
    },
    "doctor": SERVICES | {"clock", "integrations", "setting_doubts", "settings"},  # it knows what is set up
    "cli_check": SERVICES,
    "cli_explain": SERVICES | {"integrations", "strict_json"},  # the sources' own words for a body
    "cli_oncall": SERVICES | {"clock"},
    "cli_queue": SERVICES | {"clock"},
    "cli_token": SERVICES | {"clock", "doctor", "integrations", "settings"},  # it knows which sources there are
    "cli": SERVICES
    | {
        "bootstrap",
        "cli",
        "cli_check",
        "cli_explain",
        "cli_oncall",
        "cli_queue",
        "cli_token",
        "clock",
        "doctor",
        "serving",
        "settings",
    },
    "app": {"bootstrap", "cli", "errors", "settings"},
    "__main__": {"cli"},
}

# Libraries that have a room, because everything else must be able to do without them.
LIBRARY_ROOMS = {
    "slack_bolt": {"slack"},
    "slack_sdk": {"slack"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "apscheduler": {"jobs"},
    "fastapi": {"web"},
    "starlette": {"web", "sandbox"},
    "uvicorn": {"serving", "sandbox", "web"},
    "jinja2": {"words"},
    "pydantic_settings": {"settings"},
}

# Extras: one module each, so that the rest never asks for what may not be there.
LIBRARY_MODULES = {
    "apprise": "integrations.pagers.apprise",
    "matplotlib": "integrations.page_chart",
}

NAME_ROOMS = {
    "os.environ": {"settings"},
    "os.environb": {"settings"},
    "os.getenv": {"settings"},
    "os.putenv": {"settings"},
}

# Rooms that are told the time. The clock is read once per request or tick, and handed on.
TOLD_THE_TIME = {"domain", "process", "ports", "words", "store", "services"}
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "sqlalchemy.func.now",
    "sqlalchemy.func.current_timestamp",
}
# A decision that reads a file, waits or throws dice cannot be replayed.
NOT_FOR_DOMAIN = {
    "asyncio",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "time",
    "urllib",
}

STANDARD_LIBRARY = sys.stdlib_module_names

Rule = Callable[[list[Module]], Iterator[str]]


def every_room_is_on_the_map(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        if module.room not in MAY_IMPORT:
            yield f"{module.path}:1: {module.room} is not on the map: say in MAY_IMPORT what it may import"


def imports_run_one_way(modules: list[Module]) -> Iterator[str]:
    known = _names(modules)
    for module in modules:
        for found in imports(module, known):
            if not _is_ours(found.target) or found.target == OURS:
                continue
            room = found.target.split(".")[1]
            if room != module.room and room not in MAY_IMPORT.get(module.room, {room}):
                yield f"{module.path}:{found.line}: {module.room} imports {found.target}: {_way_out(module.room, room)}"


def _way_out(importer: str, imported: str) -> str:
    if "sandbox" in (importer, imported) and importer not in ("cli", "app"):
        return "the sandbox and the bot meet only over the wire; only serving starts it"
    if imported == "settings":
        return "only bootstrap, serving and cli read the settings; take the value as an argument"
    if imported == "clock":
        return "take the Clock of ports, and let bootstrap bring this one"
    if importer in EDGES and imported in EDGES:
        return (
            "edges never import one another; move what they share into services or domain, or let bootstrap hand it in"
        )
    if importer == "integrations":
        return "a vendor sees only ports, domain and errors; the service that needs it calls it through its port"
    if importer in ("app", "cli", "__main__"):
        return "bootstrap puts the parts together; ask it"
    return "imports run downwards; name what is needed in ports, or hand the value in from above"


def own_modules_are_imported_at_the_top(modules: list[Module]) -> Iterator[str]:
    known = _names(modules)
    for module in modules:
        for found in imports(module, known):
            if found.in_function and _is_ours(found.target):
                yield f"{module.path}:{found.line}: imports {found.target} inside a function: move it to the top"


def no_module_comes_back_to_itself(modules: list[Module]) -> Iterator[str]:
    known = _names(modules)
    ahead = {
        module.name: {found.target for found in imports(module, known) if found.target in known} for module in modules
    }
    paths = {module.name: module.path for module in modules}
    for cycle in _cycles(ahead):
        yield f"{paths[cycle[0]]}:1: {' → '.join([*cycle, cycle[0]])} is a cycle: move what they share below both"


def _cycles(ahead: dict[str, set[str]]) -> Iterator[list[str]]:
    """One cycle for each knot: walks depth first, and reports a step onto the path that led here."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> Iterator[list[str]]:
        if name in path:
            yield path[path.index(name) :]
        elif name not in done:
            for following in sorted(ahead.get(name, ())):
                yield from walk(following, [*path, name])
            done.add(name)

    for name in sorted(ahead):
        yield from walk(name, [])


def libraries_stay_in_their_rooms(modules: list[Module]) -> Iterator[str]:
    known = _names(modules)
    for module in modules:
        for found in imports(module, known):
            library = found.target.split(".")[0]
            rooms = LIBRARY_ROOMS.get(library, {module.room})
            if module.room not in rooms:
                yield f"{module.path}:{found.line}: {module.room} imports {library}: {_belongs(library, rooms)}"


def extras_have_one_module(modules: list[Module]) -> Iterator[str]:
    known = _names(modules)
    for module in modules:
        for found in imports(module, known):
            own = LIBRARY_MODULES.get(library := found.target.split(".")[0])
            if own and module.name != f"{OURS}.{own}":
                yield f"{module.path}:{found.line}: imports {library}: an extra; only {own} knows it"


def the_environment_is_read_by_settings(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        for name, line in module.uses:
            if module.room not in NAME_ROOMS.get(name, {module.room}):
                yield f"{module.path}:{line}: {module.room} uses {name}: {_belongs(name, NAME_ROOMS[name])}"


def _belongs(what: str, rooms: set[str]) -> str:
    return f"{what} belongs into {' and '.join(sorted(rooms))} alone; take what you need from there as a plain value"


def time_comes_in_as_an_argument(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        if module.room in TOLD_THE_TIME:
            for name, line in module.uses:
                if name in CLOCKS:
                    yield f"{module.path}:{line}: {module.room} reads {name}: take `now` as an argument, or a Clock"


def domain_is_pure(modules: list[Module]) -> Iterator[str]:
    known = _names(modules)
    for module in (module for module in modules if module.room == "domain"):
        for found in imports(module, known):
            library = found.target.split(".")[0]
            if library not in STANDARD_LIBRARY and library != OURS:
                yield f"{module.path}:{found.line}: domain imports {library}: not standard library; hand the value in"
            if library in NOT_FOR_DOMAIN and not found.target.startswith("urllib.parse"):  # it only takes words apart
                yield f"{module.path}:{found.line}: domain imports {library}: it only decides; hand the value in"


def every_module_says_what_it_is_about(modules: list[Module]) -> Iterator[str]:
    for module in modules:
        body = module.tree.body
        said = getattr(getattr(body[0], "value", None), "value", None) if body else None
        if not isinstance(said, str) or not said.splitlines()[0].strip():
            yield f"{module.path}:1: says nothing about itself: begin with a line that says what it is about"


RULES: list[Rule] = [
    every_room_is_on_the_map,
    imports_run_one_way,
    own_modules_are_imported_at_the_top,
    no_module_comes_back_to_itself,
    libraries_stay_in_their_rooms,
    extras_have_one_module,
    the_environment_is_read_by_settings,
    time_comes_in_as_an_argument,
    domain_is_pure,
    every_module_says_what_it_is_about,
]


def _names(modules: list[Module]) -> set[str]:
    """Folders too: they can be imported even where nobody wrote an __init__.py."""
    split = [module.name.split(".") for module in modules]
    return {".".join(parts[:length]) for parts in split for length in range(1, len(parts) + 1)}


def _is_ours(target: str) -> bool:
    return target.split(".")[0] == OURS
