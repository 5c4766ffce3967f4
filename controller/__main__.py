"""The way in: ``kintsugi`` and ``python -m controller``. It looks first whether ``fixtures`` is our own package."""

import sys

from controller.run.places import wrong_fixtures_package


def main() -> None:
    """Run the command line, or say in one sentence why it cannot run here."""
    if sentence := wrong_fixtures_package():
        sys.exit(sentence)
    from controller.cli import app  # noqa: PLC0415 - with a foreign `fixtures` this import would fail

    app()


if __name__ == "__main__":
    main()
