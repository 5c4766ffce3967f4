"""The folder of a show file: gives the files that the show names, and nothing outside of it."""

from pathlib import Path

from controller.run.score.stamps import Stamp, stamp
from controller.showfile.assets import LARGEST_ASSET, AssetError


class ShowFolder:
    """Gives the files that one reading of a show asks for.

    Args:
        folder: of the show file.

    Attributes:
        given: what was read, by name.
        asked: every path that was asked for, whether it was there or not, and its stamp before it was read: when one
            changes, the show may have changed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.given: dict[str, bytes] = {}
        self.asked: dict[Path, Stamp] = {}

    def __call__(self, name: str) -> bytes:
        """Read one file.

        Raises:
            AssetError: it is not there, leads out of the folder, or is too large.
        """
        path = self._folder / name
        self.asked.setdefault(path, stamp(path))
        try:
            if not path.resolve().is_relative_to(self._folder.resolve()):
                raise AssetError("it is a link that leads out of the folder of the show; put the file itself there")
            if path.is_dir():
                raise AssetError("it is a folder; name a file in it")
            if not path.is_file():
                raise AssetError("there is no such file; names count from the folder of the file that writes them")
            with path.open("rb") as file:
                raw = file.read(LARGEST_ASSET + 1)
        except OSError as error:
            raise AssetError(f"{error.strerror or error}") from None
        if len(raw) > LARGEST_ASSET:
            raise AssetError(f"it is larger than {LARGEST_ASSET // 1_000_000} MB")
        self.given[name] = raw
        return raw
