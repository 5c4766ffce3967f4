"""``python -m controller`` is the same as ``kintsugi``."""

from controller.cli import main

main()
