"""Which service an alert's labels mean, in a catalog of any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from incidentbot.domain.catalog import Service
from incidentbot.domain.catalog_labels import Labels


class ServiceFinder:
    """Looks at the few services that can fit, not at all of them: a storm of alerts asks ten thousand times.

    Where several fit, the one that asks for most labels wins, then the one that stands first in the file.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        services = list(services)
        self._by_key = {service.key.casefold(): service for service in services}
        matching = [service for service in services if service.match.wanted]
        self._ranked = sorted(matching, key=lambda service: -len(service.match.wanted))
        self._by_label: dict[tuple[str, str], list[int]] = {}
        self._wild: list[int] = []
        for rank, service in enumerate(self._ranked):
            self._remember(rank, service)

    def _remember(self, rank: int, service: Service) -> None:
        name, patterns = next(iter(service.match.wanted.items()))
        if any("*" in pattern for pattern in patterns):
            self._wild.append(rank)
            return
        for pattern in patterns:
            self._by_label.setdefault((name, pattern), []).append(rank)

    def named(self, key: str) -> Service | None:
        """Upper and lower case are the same here, as everywhere in labels."""
        return self._by_key.get(key.strip().casefold())

    def fitting(self, labels: Labels) -> Service | None:
        """`labels` are folded."""
        ranks = sorted({*self._wild, *self._ranks_of(labels)})
        return next((self._ranked[rank] for rank in ranks if self._ranked[rank].match.fits(labels)), None)

    def _ranks_of(self, labels: Labels) -> Iterator[int]:
        for item in labels.items():
            yield from self._by_label.get(item, ())
