"""The files that a show names: shared parts of shows, pictures, tables. Asked for by name, remembered for the hash.

Takes a function that gives the bytes of a name; whoever calls has the disk. A name is a path within the folder of the
show, with ``/`` between its parts, whatever machine the show was written on.
"""

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

Assets: TypeAlias = Callable[[str], bytes]
"""Gives the bytes of a name. Raises AssetError with a short reason: it cannot be had."""

LARGEST_ASSET: Final = 20_000_000
MOST_ASSETS: Final = 500
LONGEST_NAME: Final = 300


class AssetError(Exception):
    """A file that a show names cannot be had; the message is a reason, such as ``no such file``."""


def no_assets(_name: str) -> bytes:
    """Refuse every file: the show is read from its text alone."""
    raise AssetError("this show is read without a folder, so it can use no other files")


def asset_name(folder: str, written: str) -> str:
    """Find the name of a file from what was written.

    Args:
        folder: of the file it was written in, within the folder of the show; empty = that folder itself.
        written: such as ``rig.yaml`` or ``pictures/sky.png``.

    Raises:
        AssetError: it leads out of the folder of the show, or is no path at all.
    """
    if not written.strip() or len(written) > LONGEST_NAME or "\0" in written:
        raise AssetError(f"this is no name of a file; write one of at most {LONGEST_NAME} characters")
    if "\\" in written:
        raise AssetError("write / between folder and file, on every machine")
    if written.startswith(("/", "~")) or written[1:2] == ":":
        raise AssetError("write where it lies from the show file, such as pictures/sky.png")
    parts: list[str] = folder.split("/") if folder else []
    for part in written.split("/"):
        if part == ".." and not parts:
            raise AssetError("a show uses only files in its own folder and below; copy or link the file there")
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    if not parts:
        raise AssetError("this is a folder; name a file in it")
    return "/".join(parts)


def shown_name(file: str, name: str) -> str:
    """Name a file as people see it: beside the show file as that was named."""
    folder, slash, _ = file.replace("\\", "/").rpartition("/")
    return f"{folder}{slash}{name}"


class Reads:
    """What one show was read from beside its own text.

    Args:
        assets: gives the bytes of a name.
    """

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._parts: dict[str, bytes] = {}
        self._folders: dict[str, str] = {}

    @property
    def parts(self) -> Mapping[str, bytes]:
        """What was read so far, by name."""
        return MappingProxyType(self._parts)

    def read(self, name: str) -> bytes:
        """Read a file, once.

        Raises:
            AssetError: it cannot be had, or is too large, or the show names too many.
        """
        if name not in self._parts:
            if len(self._parts) >= MOST_ASSETS:
                raise AssetError(f"a show uses at most {MOST_ASSETS} files")
            raw = self._assets(name)
            if len(raw) > LARGEST_ASSET:
                raise AssetError(f"it has {len(raw) / 1e6:.0f} MB; at most {LARGEST_ASSET // 1_000_000} MB are read")
            self._parts[name] = raw
        return self._parts[name]

    def remember(self, file: str, name: str) -> None:
        """Remember under which name people see a part of the show, so that names in it are found beside it."""
        self._folders[file] = name.rpartition("/")[0]

    def folder_of(self, file: str) -> str:
        """Give the folder of a part of the show by the name people see; empty for the show file itself."""
        return self._folders.get(file, "")


def digest_of(text: str, parts: Mapping[str, bytes]) -> str:
    """Give the hash of a show: of its text alone, or of its text and every file it uses."""
    own = hashlib.sha256(text.encode())
    if not parts:
        return own.hexdigest()
    whole = hashlib.sha256(b"kintsugi show with parts\n" + own.digest())
    for name in sorted(parts):
        whole.update(name.encode() + b"\0" + hashlib.sha256(parts[name]).digest())
    return whole.hexdigest()
