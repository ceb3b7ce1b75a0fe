"""The command line: what it prints, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from incidentbot.clock import SystemClock
from incidentbot.store.engine import open_engine
from incidentbot.store.migrate import migrate
from incidentbot.store.store import Store

pytestmark = pytest.mark.slow


def run(*arguments: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "INCIDENTBOT_"))}
    command = [sys.executable, "-m", "incidentbot", *arguments]
    return subprocess.run(
        command, cwd=folder, env=kept | environ, capture_output=True, text=True, timeout=30, check=False
    )


def test_a_wrong_setting_is_one_clear_line_and_exit_2(tmp_path: Path) -> None:
    done = run("serve", folder=tmp_path, INCIDENTBOT_PORT="eighty")
    assert done.returncode == 2
    assert done.stderr.startswith("INCIDENTBOT_PORT: ")
    assert "for example INCIDENTBOT_PORT=3000" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_check_prints_every_mistake_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("servises: {}\nservices:\n  a: {runbook: nope}\n")
    done = run("check", "mine.yml", folder=tmp_path)
    assert done.returncode == 1
    assert "mine.yml:1:1: servises: “servises” is not known here; did you mean “services”?" in done.stdout
    assert "mine.yml:3:7: services.a.runbook: " in done.stdout
    assert run("check", folder=tmp_path).returncode == 0
    told = json.loads(run("check", "mine.yml", "--json", folder=tmp_path).stdout)
    assert len(told["mistakes"]) == 2


def test_the_doctor_shows_dead_work_and_tries_it_again(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'incidentbot.db'}")
    migrate(engine)
    store, now = Store(engine), SystemClock().now()
    with store.begin() as tx:
        tx.ask("card.pin", now, subject="INC-7")
    with store.begin() as tx:
        (work,) = tx.claim_work(now, "me", now, now, 1, ())
        tx.bury_work(work.cause, now, "pins.add: too_many_pins")
    engine.dispose()
    done = run("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert "pinning the incident's card (INC-7): pins.add: too_many_pins" in done.stdout
    assert run("doctor", "--retry", str(work.id), folder=tmp_path).returncode == 0
    again = run("doctor", "--retry", str(work.id), folder=tmp_path)
    assert again.returncode == 1
    assert "There is nothing left to try again" in again.stderr


def test_a_healthy_house_has_exit_0(tmp_path: Path) -> None:
    done = run("doctor", "--json", folder=tmp_path)
    assert done.returncode == 0
    assert {finding["what"] for finding in json.loads(done.stdout)} == {
        "slack",
        "people",
        "pictures",
        "process file",
        "providers",
        "database",
    }


def test_the_doctor_and_the_start_say_which_settings_cannot_work(tmp_path: Path) -> None:
    slack = {"SLACK_BOT_TOKEN": "xoxb-1-2-3", "SLACK_APP_TOKEN": "xapp-1-2-3"}
    environ = slack | {"PUSHOVER_TOKEN": "HUSH", "SLACK_API_URL": "http://127.0.0.1:9/", "INCIDENTBOT_PORT": "0"}
    done = run("doctor", folder=tmp_path, **environ)
    assert done.returncode == 1
    assert "✗ INCIDENTBOT_BASE_URL: is not set although PUSHOVER_TOKEN is: links in pages lead to http" in done.stdout
    command = [sys.executable, "-m", "incidentbot", "serve"]
    started = subprocess.Popen(command, cwd=tmp_path, env=os.environ | environ, stderr=subprocess.PIPE, text=True)
    try:
        assert started.stderr is not None
        line = next(line for line in started.stderr if "a setting cannot work" in line)
        assert "INCIDENTBOT_BASE_URL: is not set" in line
        assert "HUSH" not in line
    finally:
        started.terminate()
        started.wait(20)


def test_the_doctor_repeats_what_the_weekly_test_found(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'incidentbot.db'}")
    migrate(engine)
    with Store(engine).begin() as tx:
        test_id = tx.begin_weekly_test(SystemClock().now(), "sms", "twilio_sms", True)
        assert test_id is not None
        tx.change_weekly_test(test_id, error="no such number")
    engine.dispose()
    done = run("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert "UTC, twilio_sms: no such number" in done.stdout


def test_a_newer_database_is_refused_with_the_reason(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'incidentbot.db'}")
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    done = run(
        "serve", folder=tmp_path, SLACK_BOT_TOKEN="xoxb-1-2-3", SLACK_APP_TOKEN="xapp-1-2-3", INCIDENTBOT_PORT="0"
    )
    assert done.returncode == 1
    assert "a newer Incidentbot has used it" in done.stderr
    assert "Traceback" not in done.stderr
