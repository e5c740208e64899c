"""`python -m wucai.planning rostering|matching FILE [--seconds S] [--seed N] [--out FILE]`."""

import sys

from wucai.planning.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
