"""A child that waits beside those that play: ``python -m controller.run.processes.spare MODULE``.

It loads its program without getting in their way, and is then that program, which waits for its order.
"""

import sys
from importlib import import_module

from controller.run.processes.calm import calmly


def main() -> int:
    """Be the program that the command line names."""
    code: int = calmly(lambda: import_module(sys.argv[1])).main()
    return code


if __name__ == "__main__":
    sys.exit(main())
