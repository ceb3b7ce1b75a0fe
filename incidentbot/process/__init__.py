"""incidentbot.yml → domain values.

file      YAML with the place of every value; all mistakes at once, each with what to write instead
words     how people write durations and moments
example.yml  the example that is used when there is no file
"""

from incidentbot.process.file import ProcessFileError, built_in, load

__all__ = ["ProcessFileError", "built_in", "load"]
