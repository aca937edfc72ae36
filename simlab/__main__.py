"""`python -m simlab`: the command line, without installing the package."""

import sys

from simlab.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
