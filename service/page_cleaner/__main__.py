"""``python -m service``: the command line."""

from __future__ import annotations

import sys

from page_cleaner.terminal.cli import main

if __name__ == "__main__":
    sys.exit(main())
