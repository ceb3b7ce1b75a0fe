"""One line per event: JSON in production, readable on a terminal, and never a secret."""

from __future__ import annotations

import json
import logging
import sys
import threading
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from incidentbot.redaction import redact

# Libraries speak through the same pipe; below these levels they say what we say ourselves, or every single request.
LIBRARIES = {
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "asyncio": logging.WARNING,
    "httpcore2": logging.WARNING,
    "httpx2": logging.WARNING,
    "slack_bolt": logging.ERROR,
    "slack_sdk": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "uvicorn": logging.INFO,
    "uvicorn.access": logging.WARNING,
    "uvicorn.error": logging.INFO,
    "websockets": logging.WARNING,
}
FIRST = ("timestamp", "level", "logger", "event")


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """`log = logger("worker")`, then `log.info("claimed work", rows=3)`."""
    return cast(structlog.stdlib.BoundLogger, structlog.get_logger(name))


def configure(production: bool, level: str = "info", stream: TextIO | None = None) -> None:
    """Sends our own events, those of the libraries and what nobody caught to one stream, standard error by default."""
    stream = stream or sys.stderr
    as_json = production or not stream.isatty()
    renderer: Processor = _json() if as_json else structlog.dev.ConsoleRenderer(pad_event_to=40)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=PREPARATION,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [other for other in root.handlers if not _is_ours(other)] + [handler]
    root.setLevel(level.upper())
    for name, least in LIBRARIES.items():
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True
        library.setLevel(max(least, root.level))
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_dead_thread


def _redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    # structlog keeps the log record itself under names that begin with an underscore, and takes them out later.
    return {name: value if name.startswith("_") else redact({name: value})[name] for name, value in event.items()}


def _order(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {name: event.pop(name) for name in FIRST if name in event} | dict(event)


def _json() -> Processor:
    # ASCII only: whatever the terminal's or the collector's encoding, each line stays valid JSON.
    return structlog.processors.JSONRenderer(serializer=lambda event, **_: json.dumps(event, default=str))


def _is_ours(handler: logging.Handler) -> bool:
    return isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logger("incidentbot").critical("stopped by an error that nobody caught", exc_info=(kind, error, trace))


def _log_dead_thread(death: threading.ExceptHookArgs) -> None:
    if death.exc_value and not isinstance(death.exc_value, SystemExit):
        logger("incidentbot").critical(
            "a thread died",
            thread=death.thread.name if death.thread else None,
            exc_info=(death.exc_type, death.exc_value, death.exc_traceback),
        )


PREPARATION: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    _redact,
    _order,
]

# Set when this module is imported, so that a logger works the same before `configure`, in tests for instance.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        *PREPARATION,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
