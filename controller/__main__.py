"""The way in: ``kintsugi`` and ``python -m controller``. It looks first whether ``fixtures`` is our own package."""

import sys

from controller.run.places import wrong_fixtures_package


def main() -> None:
    """Run the command line, or say in one sentence why it cannot run here."""
    if sentence := wrong_fixtures_package():
        sys.exit(sentence)
    from controller.cli.app import build_app  # noqa: PLC0415 - with a foreign `fixtures` this import would fail

    build_app(sys.argv[1:])()


if __name__ == "__main__":
    main()
