"""`python app.py` is `incidentbot serve`."""

import sys

from incidentbot.cli import entry

if __name__ == "__main__":
    sys.argv[1:1] = ["serve"]
    entry()
