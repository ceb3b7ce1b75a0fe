"""Holds the code to the rules of the house, and shows that each rule can be broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house_rules import (
    RULES,
    Rule,
    domain_is_pure,
    every_module_says_what_it_is_about,
    every_room_is_on_the_map,
    extras_have_one_module,
    imports_run_one_way,
    libraries_stay_in_their_rooms,
    no_module_comes_back_to_itself,
    own_modules_are_imported_at_the_top,
    the_environment_is_read_by_settings,
    time_comes_in_as_an_argument,
)
from tests.modules import OURS, Module, read_modules

TOP = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return read_modules(TOP)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule, modules: list[Module]) -> None:
    assert "\n".join(rule(modules)) == ""


def test_the_checker_sees_the_whole_house(modules: list[Module]) -> None:
    seen = {module.path for module in modules}
    assert {path.relative_to(TOP).as_posix() for path in (TOP / OURS).rglob("*.py")} <= seen


# -- and can each rule be broken? A small wrong house for each --------------------------------------------------------

WRONG = [
    (every_room_is_on_the_map, {"helpers.py": "x = 1"}, "helpers.py:1: helpers is not on the map"),
    (
        imports_run_one_way,
        {"slack/card.py": "from incidentbot.web import pages", "web/pages.py": ""},
        "slack/card.py:1: slack",
    ),
    (
        imports_run_one_way,
        {"domain/page.py": "\nimport incidentbot.store.tables"},
        "page.py:2: domain imports incidentbot.store",
    ),
    (imports_run_one_way, {"services/page.py": "from incidentbot.slack import x"}, "imports run downwards"),
    (
        imports_run_one_way,
        {"integrations/sms.py": "from incidentbot.services import x"},
        "only ports, domain and errors",
    ),
    (
        imports_run_one_way,
        {"sandbox/x.py": "from incidentbot import services as s", "services/x.py": ""},
        "only over the wire",
    ),
    (
        imports_run_one_way,
        {"slack/x.py": "from incidentbot import sandbox", "sandbox/__init__.py": ""},
        "only over the wire",
    ),
    (imports_run_one_way, {"worker.py": "from incidentbot.settings import load"}, "take the value as an argument"),
    (imports_run_one_way, {"services/x.py": "from incidentbot.clock import SystemClock"}, "take the Clock of ports"),
    (imports_run_one_way, {"store/x.py": "from ..slack import y"}, "store imports incidentbot.slack"),
    (imports_run_one_way, {"store/__init__.py": "from ..web.x import y"}, "store imports incidentbot.web.x"),
    (
        imports_run_one_way,
        {"domain/x.py": "if TYPE_CHECKING:\n    from incidentbot.ports import Clock"},
        "x.py:2: domain",
    ),
    (imports_run_one_way, {"domain/x.py": "def f():\n    from incidentbot.ports import Clock"}, "x.py:2: domain"),
    (
        imports_run_one_way,
        {"web/x.py": 'importlib.import_module("incidentbot.slack.x")'},
        "web imports incidentbot.slack.x",
    ),
    (imports_run_one_way, {"cli.py": "import incidentbot.slack.app"}, "bootstrap puts the parts together"),
    (
        own_modules_are_imported_at_the_top,
        {"web/x.py": "def f():\n  from incidentbot import errors", "errors.py": ""},
        ":2: imp",
    ),
    (
        own_modules_are_imported_at_the_top,
        {"web/x.py": "class A:\n  async def f(self):\n    import incidentbot.errors"},
        "x.py:3: imports incidentbot.errors inside a function",
    ),
    (
        no_module_comes_back_to_itself,
        {
            "store/a.py": "from incidentbot.store.b import x",
            "store/b.py": "from incidentbot.store import c",
            "store/c.py": "if TYPE_CHECKING:\n    from incidentbot.store.a import y",
        },
        "incidentbot.store.a → incidentbot.store.b → incidentbot.store.c → incidentbot.store.a is a cycle",
    ),
    (
        libraries_stay_in_their_rooms,
        {"services/x.py": "from slack_sdk.errors import SlackApiError"},
        "belongs into slack alone",
    ),
    (
        libraries_stay_in_their_rooms,
        {"web/x.py": "def f():\n    import sqlalchemy as sa"},
        "x.py:2: web imports sqlalchemy",
    ),
    (
        libraries_stay_in_their_rooms,
        {"worker.py": "from apscheduler.triggers.cron import CronTrigger"},
        "belongs into jobs",
    ),
    (libraries_stay_in_their_rooms, {"sandbox/x.py": "from fastapi import FastAPI"}, "belongs into web alone"),
    (libraries_stay_in_their_rooms, {"slack/x.py": "import jinja2"}, "belongs into words alone"),
    (
        extras_have_one_module,
        {"integrations/sms.py": "def f():\n    from matplotlib.figure import Figure"},
        "sms.py:2: imports matplotlib: an extra",
    ),
    (
        the_environment_is_read_by_settings,
        {"web/x.py": "import os\nA = os.environ['A']"},
        "x.py:2: web uses os.environ",
    ),
    (
        the_environment_is_read_by_settings,
        {"web/x.py": "from os import environ as e\nA = e.get('A')"},
        "web uses os.environ",
    ),
    (
        the_environment_is_read_by_settings,
        {"web/x.py": "import os as system\nA = system.getenv('A')"},
        "web uses os.getenv",
    ),
    (
        time_comes_in_as_an_argument,
        {"domain/x.py": "from datetime import datetime\nx = datetime.now()"},
        "x.py:2: domain reads",
    ),
    (
        time_comes_in_as_an_argument,
        {"services/x.py": "import datetime as d\nx = d.datetime.now(d.UTC)"},
        "services reads",
    ),
    (
        time_comes_in_as_an_argument,
        {"store/x.py": "from sqlalchemy import func\nx = func.now()"},
        "store reads sqlalchemy.func",
    ),
    (domain_is_pure, {"domain/x.py": "from pydantic import BaseModel"}, "domain imports pydantic"),
    (domain_is_pure, {"domain/x.py": "import random"}, "domain imports random: it only decides"),
    (every_module_says_what_it_is_about, {"web/x.py": "import json"}, "web/x.py:1: says nothing about itself"),
]


@pytest.mark.parametrize(("rule", "files", "said"), WRONG, ids=lambda part: getattr(part, "__name__", ""))
def test_a_broken_rule_is_found(rule: Rule, files: dict[str, str], said: str, tmp_path: Path) -> None:
    for name, text in files.items():
        path = tmp_path / OURS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    [complaint] = rule(read_modules(tmp_path))
    assert said in complaint


def test_a_right_house_has_no_complaint(tmp_path: Path) -> None:
    files = {
        "app.py": '"""Entry."""\nfrom incidentbot.cli import app',
        "incidentbot/__init__.py": '"""Map."""',
        "incidentbot/cli.py": '"""Commands."""\nfrom incidentbot import __version__, bootstrap',
        "incidentbot/bootstrap.py": '"""All."""\nimport incidentbot.slack.app\nfrom incidentbot.settings import load',
        "incidentbot/settings.py": '"""Env."""\nimport os\nA = os.environ',
        "incidentbot/slack/app.py": '"""Edge."""\nfrom slack_bolt import App\nfrom ..domain import page',
        "incidentbot/domain/page.py": '"""Pure."""\nfrom datetime import datetime\n\ndef f(now: datetime): ...',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    read = read_modules(tmp_path)
    assert [complaint for rule in RULES for complaint in rule(read)] == []
