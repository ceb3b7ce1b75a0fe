"""incidentbot.yml → domain values.

file        reads it: a Process, or all mistakes at once with their places
tree        YAML → plain text with the place of every value; aliases, tags and depth are refused
lines       its sections (lines_catalog, lines_escalation, lines_integration, lines_judging, lines_schedule)
kinds       what may stand behind a colon
words       how people write durations, terms, moments, days and working hours; words_schedule: rotations, handoffs
references  what is named in one place has to stand in another
doubles     what may be there once only
mistakes    what pydantic found, in words of people
nearest     the name that was probably meant
warnings    what is not wrong but will be missed one night; warnings_oncall: by whom
example.yml the example that is used when there is no file
"""

from incidentbot.process.file import EXAMPLE, ProcessFileError, built_in, load, parse, raw, read, version_of, warnings

__all__ = ["EXAMPLE", "ProcessFileError", "built_in", "load", "parse", "raw", "read", "version_of", "warnings"]
