"""The process that is in force: read by everybody, taken over whole, every version kept."""

from __future__ import annotations

from pathlib import Path

from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.ports import Clock
from incidentbot.process import ProcessFileError, built_in, load
from incidentbot.services import speech
from incidentbot.store.store import Store


class RunningProcess:
    """`process` is one frozen value: whoever reads it once sees one version of everything."""

    def __init__(self, store: Store, clock: Clock, path: Path | None) -> None:
        self._store = store
        self._clock = clock
        self._path = path
        self._seen: tuple[int, int] | None = None
        self.process: Process = load(path) if path else built_in()
        self.trouble = ""  # why the file as it is now was not taken over
        self.has_changed()

    def keep(self, by: Actor) -> None:
        """Notes the version that is in force, with its text and who loaded it; once for each change."""
        now = self._clock.now()
        text = self._path.read_text(encoding="utf-8", errors="replace") if self._path else ""
        with self._store.begin() as tx:
            tx.keep_process_version(self.process.version, text, now, by.name)

    def has_changed(self) -> bool:
        """True once for each change of the file's time or size."""
        if self._path is None:
            return False
        try:
            found = self._path.stat()
        except OSError:
            return False
        mark = (found.st_mtime_ns, found.st_size)
        changed = self._seen is not None and mark != self._seen
        self._seen = mark
        return changed

    def reload(self, by: Actor) -> Process:
        """Takes the file over at once and whole. A wrong file changes nothing; the announcement channel hears why.

        Raises ProcessFileError.
        """
        if self._path is None:
            return self.process
        try:
            process = load(self._path)
        except ProcessFileError as wrong:
            self.trouble = str(wrong)
            self._tell(wrong.mistakes, by)
            raise
        self.trouble = ""
        if process.version != self.process.version:
            self.process = process
            self.keep(by)
        return process

    def _tell(self, mistakes: list[str], by: Actor) -> None:
        now = self._clock.now()
        with self._store.begin() as tx:
            data = {"mistakes": mistakes[:5], "more": max(0, len(mistakes) - 5), "by": by.name}
            payload = {"where": self.process.announcements, "template": "process/refused", "data": data}
            tx.ask("message.post", now, lane=speech.ANNOUNCEMENTS, payload=payload)
