"""The environment: secrets and addresses, read once at the start. Nothing else reads os.environ."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import Field, PrivateAttr, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from rapidfuzz import fuzz, process

from incidentbot.errors import SettingsError
from incidentbot.setting_providers import PROVIDER_EXAMPLES, ProviderSettings
from incidentbot.setting_rules import (
    ApiUrl,
    AppToken,
    BaseUrl,
    BotToken,
    Database,
    DatabaseUrl,
    Host,
    Port,
    ProcessFile,
    SecretKey,
    SigningSecret,
)
from incidentbot.setting_watch import WATCH_EXAMPLES, WatchSettings

ENV_FILE = ".env"
DEFAULT_PROCESS = "incidentbot.yml"
# How alike two names must be, of 100, to be taken for one: a letter or two mistyped; a part left out.
ALIKE = ((fuzz.ratio, 70), (fuzz.WRatio, 85))

EXAMPLES = {
    "SLACK_BOT_TOKEN": "xoxb-…",
    "SLACK_APP_TOKEN": "xapp-…",
    "SLACK_SIGNING_SECRET": "8f742231b10e…",
    "SLACK_API_URL": "https://slack.com/api/",
    "DATABASE_URL": "postgresql://incidentbot:…@db.example/incidentbot",
    "INCIDENTBOT_PROCESS": "/etc/incidentbot/incidentbot.yml",
    "INCIDENTBOT_HOST": "127.0.0.1",
    "INCIDENTBOT_PORT": "3000",
    "INCIDENTBOT_SECRET_KEY": "…, for instance what `openssl rand -base64 32` prints",
    "INCIDENTBOT_BASE_URL": "https://incidents.example.com",
    **PROVIDER_EXAMPLES,
    **WATCH_EXAMPLES,
}


def _default_process() -> Path | None:
    """None stands for the built-in example."""
    return Path(DEFAULT_PROCESS) if Path(DEFAULT_PROCESS).exists() else None


class Settings(ProviderSettings, WatchSettings, BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, str_strip_whitespace=True)

    slack_bot_token: BotToken | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_app_token: AppToken | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SigningSecret | None = Field(None, alias="SLACK_SIGNING_SECRET")
    slack_api_url: ApiUrl = Field("https://slack.com/api/", alias="SLACK_API_URL")
    database_url: Database = Field(DatabaseUrl("sqlite:///incidentbot.db"), alias="DATABASE_URL")
    process: ProcessFile | None = Field(default_factory=_default_process, alias="INCIDENTBOT_PROCESS")
    host: Host = Field("127.0.0.1", alias="INCIDENTBOT_HOST")
    port: Port = Field(3000, alias="INCIDENTBOT_PORT")  # 0: any free one
    secret_key: SecretKey | None = Field(None, alias="INCIDENTBOT_SECRET_KEY")
    public_url: BaseUrl | None = Field(None, alias="INCIDENTBOT_BASE_URL")
    _warnings: tuple[str, ...] = PrivateAttr(())

    @property
    def base_url(self) -> str:
        """Where people and vendors reach us; without another word the address at which we listen."""
        reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return self.public_url or f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{self.port}"

    @property
    def sandbox(self) -> bool:
        """Without a Slack token there is a workspace in the browser instead."""
        return self.slack_bot_token is None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Variables that look like a mistyped name of ours, each with the name that was probably meant."""
        return self._warnings

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # `load` brings one mapping, so that tests and the program go the same way

    @model_validator(mode="after")
    def _goes_together(self) -> Settings:
        lone = {"SLACK_APP_TOKEN": self.slack_app_token, "SLACK_SIGNING_SECRET": self.slack_signing_secret}
        for name in (name for name, value in lone.items() if value and self.sandbox):
            raise ValueError(f"SLACK_BOT_TOKEN: is missing although {name} is set{_example('SLACK_BOT_TOKEN')}")
        if not self.sandbox and not any(lone.values()):
            raise ValueError(
                "SLACK_APP_TOKEN: is missing although SLACK_BOT_TOKEN is set; set SLACK_APP_TOKEN=xapp-… (Socket Mode,"
                " nothing of yours needs to be reachable), or SLACK_SIGNING_SECRET for signed HTTP at /slack/events"
            )
        self.refuse_the_incomplete()
        return self


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Reads the environment over a .env file in the working directory; a mapping that is given replaces both.

    Raises SettingsError with one line for each variable that is wrong.
    """
    if environ is None:
        environ = {name: value or "" for name, value in dotenv_values(ENV_FILE).items()} | dict(os.environ)
    given: dict[str, Any] = {name: environ[name] for name in EXAMPLES if environ.get(name, "").strip()}
    try:
        settings = Settings(**given)
    except ValidationError as wrong:
        found = wrong.errors(include_input=False, include_url=False)
        problems = [_line(problem) for problem in found if problem["type"] == "value_error"]
    else:
        settings._warnings = tuple(_near_misses(environ))
        return settings
    # Raised out here, so that no traceback leads back to the values.
    raise SettingsError("\n".join(problems))


def _line(problem: Any) -> str:
    said = problem["msg"].removeprefix("Value error, ")
    return f"{problem['loc'][0]}: {said}{_example(problem['loc'][0])}" if problem["loc"] else said


def _example(name: str) -> str:
    return f"; for example {name}={EXAMPLES[name]}"


def _near_misses(environ: Mapping[str, str]) -> list[str]:
    meant = {name: _meant(name) for name in sorted(environ) if name not in EXAMPLES}
    return [
        f"{name}: not known; did you mean {ours}?" for name, ours in meant.items() if ours and not environ.get(ours)
    ]


def _meant(name: str) -> str | None:
    """Compares what follows the prefix: the prefix itself would make everything look alike."""
    for prefix in (prefix for prefix in ("INCIDENTBOT_", "SLACK_") if name.startswith(prefix)):
        wanted = name.removeprefix(prefix)
        if wanted in EXAMPLES:
            return wanted
        rests = {known: known.removeprefix(prefix) for known in EXAMPLES if known.startswith(prefix)}
        found = (process.extractOne(wanted, rests, scorer=alike, score_cutoff=least) for alike, least in ALIKE)
        return next((match[2] for match in found if match), None)
    return None
