"""The process that is in force: read by everybody, taken over whole, every version kept."""

from __future__ import annotations

import threading
from pathlib import Path

from incidentbot.domain.people import Actor
from incidentbot.domain.process import Process
from incidentbot.errors import StoreUnavailable
from incidentbot.ports import Clock
from incidentbot.process import EXAMPLE, ProcessFileError, parse, raw, version_of
from incidentbot.services import speech
from incidentbot.services.oncall_recording import take_over
from incidentbot.store.store import Store
from incidentbot.store.transaction import Transaction

# Who loaded a version, where it was not a person.
THE_START = Actor("the start of the bot")
THE_FILE = Actor("a change of the file")
THE_SIGNAL = Actor("the signal SIGHUP")
MOST_TOLD = 5  # mistakes in one message; `incidentbot check` tells the rest

Mark = tuple[int, int, int]


class RunningProcess:
    """`process` is one frozen value: whoever reads it once sees one version of everything.

    A bot that starts with a wrong file goes on with the version that was in force last; it ends with ProcessFileError
    only where there never was one.
    """

    def __init__(self, store: Store, clock: Clock, path: Path | None, expected: Path | None = None) -> None:
        """Without a `path` it is the example, until there is a file where one is `expected`."""
        self._store = store
        self._clock = clock
        self._path = path
        self._file = path or expected
        self._loading = threading.Lock()
        self._seen = self._loaded = _mark(path)  # before it is read: what changes meanwhile is loaded once more
        self._refused: tuple[bytes, ProcessFileError] | None = None
        self.process, self._raw = self._first()

    def _first(self) -> tuple[Process, bytes]:
        path = self._path or EXAMPLE
        text = b""
        try:
            text = raw(path)
            return parse(text, str(path)), text
        except ProcessFileError as wrong:
            if (kept := self._kept()) is None:
                raise
            self._refused = (text, wrong)
            return kept

    def _kept(self) -> tuple[Process, bytes] | None:
        with self._store.read() as tx:
            row = tx.last_process_in_force()
        try:
            return (parse(row.text, "the version before"), row.text.encode()) if row else None
        except ProcessFileError:
            return None  # another version of the bot understood it

    # -- looking --------------------------------------------------------------------------------------------------

    @property
    def trouble(self) -> str:
        """Why the file as it is now was not taken over, a line for each mistake; empty when it was."""
        return str(self._refused[1]) if self._refused else ""

    def fault(self) -> str | None:
        """What somebody should know who asks whether all is well with the process; None when it is."""
        if self.trouble:
            return f"version {self.process.version} stays in force; the file was not taken over: {self.trouble}"
        try:
            with self._store.read() as tx:
                last = tx.last_process_in_force()
        except StoreUnavailable:
            return None  # that is told of the database
        if last is None or last.hash == self.process.version:
            return None
        return (
            f"decides by version {self.process.version}, but {last.hash} was loaded after it "
            f"({last.loaded_at:%Y-%m-%d %H:%M} UTC, by {last.loaded_by}); give every replica the same file"
        )

    def has_changed(self) -> bool:
        """True when the file is another one than was loaded last, and was not being written since the last look."""
        mark = _mark(self._file)
        is_settled = mark == self._seen
        self._seen = mark
        return is_settled and mark != self._loaded

    # -- loading --------------------------------------------------------------------------------------------------

    def keep(self, by: Actor) -> None:
        """At the start: notes the version that is in force; and says so if it is not the file's."""
        with self._loading:
            if self._refused:
                self._note_refusal(*self._refused, by)
            else:
                self._note(self.process, self._raw, by)

    def reload(self, by: Actor) -> Process:
        """Takes the file over at once and whole. A wrong file changes nothing; the announcement channel hears why.

        Raises ProcessFileError, and StoreUnavailable where the version cannot be kept: then nothing changes either.
        """
        with self._loading:
            mark, text = _mark(self._file), b""
            if self._file is None or (self._path is None and mark is None):
                return self.process
            self._path = self._file
            try:
                text = raw(self._file)
                process = parse(text, str(self._file))
            except ProcessFileError as wrong:
                self._refused = (text, wrong)
                self._note_refusal(text, wrong, by)
                self._loaded = mark
                raise
            self._note(process, text, by)
            self.process, self._refused, self._loaded = process, None, mark
            return process

    def _note(self, process: Process, text: bytes, by: Actor) -> None:
        """No version when it was noted last, as when another replica has loaded the same file."""
        now = self._clock.now()
        with self._store.begin() as tx:
            tx.hold_process_versions()
            last = tx.last_process_version()
            if last is None or (last.hash, last.mistakes) != (process.version, ""):
                tx.add_process_version(process.version, text.decode(), "", now, by.name)
            take_over(tx, process, now, by)
            if last is not None and last.mistakes:
                self._say(tx, process, "process/mended", {"version": process.version, "by": by.name})

    def _note_refusal(self, text: bytes, wrong: ProcessFileError, by: Actor) -> None:
        """The same wrong file is told of once, however many replicas find it and however often it is tried."""
        now = self._clock.now()
        version = version_of(text or str(wrong).encode())
        with self._store.begin() as tx:
            tx.hold_process_versions()
            last = tx.last_process_version()
            if last is not None and last.mistakes and last.hash == version:
                return
            tx.add_process_version(version, text.decode(errors="replace"), str(wrong), now, by.name)
            told, more = wrong.mistakes[:MOST_TOLD], max(0, len(wrong.mistakes) - MOST_TOLD)
            data = {"mistakes": told, "more": more, "version": self.process.version, "by": by.name}
            self._say(tx, self.process, "process/refused", data)

    def _say(self, tx: Transaction, process: Process, template: str, data: dict[str, object]) -> None:
        payload = {"where": process.announcements, "template": template, "data": data}
        tx.ask("message.post", self._clock.now(), lane=speech.ANNOUNCEMENTS, payload=payload)


def _mark(path: Path | None) -> Mark | None:
    """What changes when a file is written or replaced; None where there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size) if found else None
