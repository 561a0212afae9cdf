"""The launcher: the script `samordna` at the root starts it with any Python 3.11 or later, outside the environment."""

import sys
from pathlib import Path

if __name__ == "__main__":
    # Python puts this folder first on the path; the package is looked for from src instead.
    sys.path[0] = str(Path(__file__).resolve().parents[3])
    from samordna.edge.launcher.main import main

    sys.exit(main(sys.argv[1:]))
