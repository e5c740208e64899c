"""`python -m wucai.planning rostering|matching FILE [--seconds S] [--seed N] [--out FILE]`."""

import sys

try:
    from wucai.planning.command import main
except KeyboardInterrupt:  # before anything has begun: `main` tells of it from here on
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
