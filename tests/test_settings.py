"""The environment is read once; what is wrong with it is said in one line; secrets never show."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from incidentbot.errors import SettingsError
from incidentbot.settings import EXAMPLES, Settings, load

BOT = {"SLACK_BOT_TOKEN": "xoxb-111-aaa"}
SOCKET = BOT | {"SLACK_APP_TOKEN": "xapp-1-aaa"}
SECRETS = {
    "SLACK_BOT_TOKEN": "xoxb-1-HUSH",
    "SLACK_APP_TOKEN": "xapp-1-HUSH",
    "SLACK_SIGNING_SECRET": "HUSH567890123456",
    "INCIDENTBOT_SECRET_KEY": "HUSH" * 10,
    "DATABASE_URL": "postgresql://bot:HUSH@db/bot",
}


def test_nothing_set_is_a_working_sandbox(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load({})
    assert settings.sandbox
    assert settings.database_url.get_secret_value() == "sqlite:///incidentbot.db"
    assert (settings.process, settings.host, settings.port) == (None, "127.0.0.1", 3000)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.base_url == "http://127.0.0.1:3000"
    assert settings.warnings == ()


def test_empty_variables_count_as_not_set():
    assert load(dict.fromkeys(EXAMPLES, " ")) == load({})


def test_a_process_file_in_the_working_directory_is_found(tmp_path, monkeypatch):
    (tmp_path / "incidentbot.yml").touch()
    monkeypatch.chdir(tmp_path)
    assert load({}).process == Path("incidentbot.yml")


@pytest.mark.parametrize("way_in", [{"SLACK_APP_TOKEN": "xapp-1-a"}, {"SLACK_SIGNING_SECRET": "8f742231b10e8888"}])
def test_a_bot_token_with_a_way_in_is_the_real_slack(way_in):
    assert not load(BOT | way_in).sandbox


@pytest.mark.parametrize(
    ("given_host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:80"),
        ("::", "http://[::1]:80"),
        ("::1", "http://[::1]:80"),
        ("ops", "http://ops:80"),
    ],
)
def test_the_own_address_follows_host_and_port(given_host, address):
    assert load({"INCIDENTBOT_HOST": given_host, "INCIDENTBOT_PORT": "80"}).base_url == address


def test_the_own_address_follows_the_port_that_was_found_free():
    assert load({"INCIDENTBOT_PORT": "0"}).model_copy(update={"port": 4711}).base_url == "http://127.0.0.1:4711"


def test_a_base_address_loses_its_last_slash():
    assert load({"INCIDENTBOT_BASE_URL": "https://ops.example/bot/"}).base_url == "https://ops.example/bot"


@pytest.mark.parametrize(
    ("given_url", "used"),
    [
        ("postgres://u:p@h:5432/d", "postgresql+psycopg://u:p@h:5432/d"),
        ("postgresql://u@h/d?sslmode=require", "postgresql+psycopg://u@h/d?sslmode=require"),
        ("postgresql+psycopg://u:@/d?host=/run/pg", "postgresql+psycopg://u:@/d?host=/run/pg"),
        ("sqlite:////var/lib/bot.db", "sqlite:////var/lib/bot.db"),
        (" sqlite:///bot.db\n", "sqlite:///bot.db"),
    ],
)
def test_database_addresses_are_taken_in_the_forms_people_have_them(given_url, used):
    assert load({"DATABASE_URL": given_url}).database_url.get_secret_value() == used


def test_the_database_is_shown_without_its_password():
    settings = load({"DATABASE_URL": "postgres://bot:HUSH@db:5432/bot?host=/run/pg&sslpassword=HUSH"})
    assert str(settings.database_url) == "postgresql+psycopg://bot:***@db:5432/bot?host=/run/pg&sslpassword=***"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-user", "must be a bot token, which starts with xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-", "must be a bot token"),
        ("SLACK_APP_TOKEN", "xoxb-1", "must be an app-level token, which starts with xapp-"),
        ("SLACK_SIGNING_SECRET", "xoxb-1-some-long-token", "is not a signing secret"),
        ("SLACK_SIGNING_SECRET", "short", "is not a signing secret"),
        ("SLACK_API_URL", "http://slack.example/api/", "must be https"),
        ("SLACK_API_URL", "https://slack.com/api", "must end with /"),
        ("SLACK_API_URL", "slack.com/api/", "starts with http:// or https://"),
        ("DATABASE_URL", "mysql://u:p@h/d", "must start with sqlite:/// or postgresql://"),
        ("DATABASE_URL", "postgresql+asyncpg://u:p@h/d", "must start with"),
        ("DATABASE_URL", "incidentbot.db", "must start with"),
        ("DATABASE_URL", "sqlite://", "must name a file"),
        ("DATABASE_URL", "sqlite://bot.db", "must name a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "must name a file"),
        ("DATABASE_URL", "postgresql://u:p@h", "must end with the name of the database"),
        ("DATABASE_URL", "postgresql://u:p#ss@h/d", "cannot be read; in a password"),
        ("INCIDENTBOT_PROCESS", "no/such/file.yml", "there is no file no/such/file.yml"),
        ("INCIDENTBOT_PROCESS", "long" * 100, "there is no file"),
        ("INCIDENTBOT_HOST", "http://ops", "without http://"),
        ("INCIDENTBOT_HOST", "ops:3000", "without a port"),
        ("INCIDENTBOT_PORT", "http", "from 0 to 65535"),
        ("INCIDENTBOT_PORT", "65536", "from 0 to 65535"),
        ("INCIDENTBOT_PORT", "-1", "from 0 to 65535"),
        ("INCIDENTBOT_PORT", "３０００", "from 0 to 65535"),
        ("INCIDENTBOT_PORT", "9" * 5000, "from 0 to 65535"),
        ("INCIDENTBOT_SECRET_KEY", "k" * 31, "at least 32 characters"),
        ("INCIDENTBOT_SECRET_KEY", f"{'k' * 32},{'k' * 31}", "each of several"),
        ("INCIDENTBOT_BASE_URL", "ops.example", "starts with http:// or https://"),
        ("INCIDENTBOT_BASE_URL", "https://me:pw@ops.example", "without a user name"),
        ("INCIDENTBOT_BASE_URL", "https://ops.example/?a=b", "without a user name, a ? and a #"),
    ],
)
def test_a_wrong_setting_is_one_line_with_the_variable_the_reason_and_an_example(variable, value, said):
    with pytest.raises(SettingsError) as wrong:
        load({variable: value})
    [line] = str(wrong.value).splitlines()
    assert line.startswith(f"{variable}: ")
    assert said in line
    assert line.endswith(f"; for example {variable}={EXAMPLES[variable]}")


def test_every_wrong_variable_has_its_line():
    with pytest.raises(SettingsError) as wrong:
        load({"INCIDENTBOT_PORT": "x", "SLACK_BOT_TOKEN": "x", "DATABASE_URL": "x"})
    assert [line.split(":")[0] for line in str(wrong.value).splitlines()] == [
        "SLACK_BOT_TOKEN",
        "DATABASE_URL",
        "INCIDENTBOT_PORT",
    ]


def test_a_bot_token_alone_is_told_what_else_to_set():
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN: is missing .*SLACK_SIGNING_SECRET"):
        load(BOT)


@pytest.mark.parametrize("lone", [{"SLACK_APP_TOKEN": "xapp-1-a"}, {"SLACK_SIGNING_SECRET": "8f742231b10e8888"}])
def test_a_way_in_without_a_bot_token_does_not_start_the_sandbox(lone):
    with pytest.raises(SettingsError, match=f"^SLACK_BOT_TOKEN: is missing although {next(iter(lone))} is set"):
        load(lone)


def test_slack_may_be_on_this_machine_without_https():
    assert load({"SLACK_API_URL": "http://127.0.0.1:8080/api/"}).slack_api_url == "http://127.0.0.1:8080/api/"


def test_secrets_do_not_show_in_any_form():
    settings = load(SECRETS)
    assert settings.slack_bot_token.get_secret_value() == "xoxb-1-HUSH"
    shown = (
        repr(settings),
        str(settings),
        str(settings.model_dump()),
        settings.model_dump_json(),
        repr(vars(settings)),
    )
    assert not [text for text in shown if "HUSH" in text]


@pytest.mark.parametrize("variable", SECRETS)
def test_a_wrong_secret_is_not_repeated_in_the_error_or_its_traceback(variable):
    environment = {variable: "".join(["HU", "SH", " \t!"])}  # not in one piece: a traceback quotes this line
    with pytest.raises(SettingsError) as wrong:
        load(environment)
    assert "HUSH" not in "".join(traceback.format_exception(wrong.value))
    assert wrong.value.__context__ is None


@given(st.sampled_from(sorted(EXAMPLES)), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_value_makes_it_fail_without_a_sentence(variable, value):
    try:
        load({variable: value})
    except SettingsError as wrong:
        said = str(wrong)
    else:
        said = variable
    # A value that is right by itself may want a second variable: then that one is named, and the first with it.
    assert said.startswith(variable) or f": is missing although {variable} is set" in said


def test_settings_do_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        load({}).port = 1


@pytest.mark.parametrize(
    ("mistyped", "meant"),
    [
        ("INCIDENTBOT_PROT", "INCIDENTBOT_PORT"),
        ("INCIDENTBOT_PROCES", "INCIDENTBOT_PROCESS"),
        ("INCIDENTBOT_URL", "INCIDENTBOT_BASE_URL"),
        ("INCIDENTBOT_DATABASE_URL", "DATABASE_URL"),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("SLACK_SIGNING_SECRETS", "SLACK_SIGNING_SECRET"),
    ],
)
def test_a_mistyped_name_is_pointed_out(mistyped, meant):
    assert load({mistyped: "x"}).warnings == (f"{mistyped}: not known; did you mean {meant}?",)


@pytest.mark.parametrize("other", ["INCIDENTBOT_IMAGE", "SLACK_TEAM_ID", "SLACK_CLIENT_ID", "PORT", "DATABASE_POOL"])
def test_names_of_other_programs_are_left_alone(other):
    assert load({other: "x"}).warnings == ()


def test_a_mistyped_name_is_not_pointed_out_when_the_right_one_is_set_too():
    assert load({"INCIDENTBOT_PROT": "1", "INCIDENTBOT_PORT": "1"}).warnings == ()


def test_a_env_file_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("INCIDENTBOT_PORT=4000\nINCIDENTBOT_HOST=ops\nSLACK_TOKEN=x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(os.environ, "INCIDENTBOT_PORT", "5000")
    settings = load()
    assert (settings.host, settings.port) == ("ops", 5000)
    assert settings.warnings == ("SLACK_TOKEN: not known; did you mean SLACK_BOT_TOKEN?",)


def test_every_variable_has_an_example():
    assert set(EXAMPLES) == {field.alias for field in Settings.model_fields.values()}
