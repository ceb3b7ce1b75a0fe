"""The tables by which an alert is judged: a source's word → severity; tier, place and time → urgency."""

from __future__ import annotations

from collections.abc import Mapping

from incidentbot.domain.priority import Severity, Urgency

# How monitors say how bad it is, in lower case. Words that mean "it is over" are not here: they are states.
_WORDS_OF: Mapping[Severity, str] = {
    Severity.SEV1: "critical crit fatal emergency emerg page disaster blocker p1 sev1 s1 down outage",
    Severity.SEV2: "error err high major alert urgent p2 sev2 s2 alarm failure failed",
    Severity.SEV3: "warning warn medium average minor moderate p3 sev3 s3 degraded no_data",
    Severity.SEV4: "info information informational notice low none debug trivial p4 sev4 s4 p5 sev5 s5 not_classified",
}
SEVERITY_WORDS: Mapping[str, Severity] = {
    word: severity for severity, words in _WORDS_OF.items() for word in words.split()
}

_NOW, _HOURS, _PLANNED = Urgency
# Tier → (while its team works, outside of that). Where production on-call watches:
URGENCY_IN_PRODUCTION: Mapping[int, tuple[Urgency, Urgency]] = {
    1: (_NOW, _NOW),
    2: (_NOW, _HOURS),
    3: (_HOURS, _HOURS),
    4: (_PLANNED, _PLANNED),
}
# … and where it does not: whatever happens there can wait until somebody works again.
URGENCY_ELSEWHERE: Mapping[int, tuple[Urgency, Urgency]] = {
    1: (_HOURS, _HOURS),
    2: (_HOURS, _HOURS),
    3: (_PLANNED, _PLANNED),
    4: (_PLANNED, _PLANNED),
}
