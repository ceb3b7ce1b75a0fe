"""`python -m incidentbot`."""

from incidentbot.cli import entry

if __name__ == "__main__":
    entry()
