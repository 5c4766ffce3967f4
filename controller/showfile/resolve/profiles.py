"""Which profile a fixture means: one that comes along, or a file of the show's own."""

from collections.abc import Mapping
from typing import Final

from controller.showfile.report import Report
from fixtures.profile import Profile
from fixtures.reading import read_profile

SUFFIX: Final = ".json"
_MOST_TOLD: Final = 3


class Shelf:
    """The profiles of one show; a file is read once, however many fixtures name it.

    Args:
        profiles: those that come along, by key.
        report: gives files, and takes profiles that are not there or are wrong.
    """

    def __init__(self, profiles: Mapping[str, Profile], report: Report) -> None:
        self._profiles = profiles
        self._report = report
        self._read: dict[bytes, Profile | None] = {}

    def find(self, fixture: str, written: str) -> Profile | None:
        """Find the profile of a fixture, or note why there is none.

        Args:
            fixture: its name in the show file.
            written: such as ``generic/rgb`` or ``lamps/spot.json``.
        """
        path = ("fixtures", fixture, "profile")
        if written.endswith(SUFFIX):
            raw = self._report.asset(path, written)
            return None if raw is None else self._own(path, written, raw)
        profile = self._profiles.get(written)
        if profile is None:
            said = f"there is no profile '{written[:60]}'; `kintsugi fixtures list` shows those there are"
            self._report.error(path, said, wanted=written[:60], known=self._profiles)
        return profile

    def _own(self, path: tuple[str, ...], written: str, raw: bytes) -> Profile | None:
        if raw in self._read:
            return self._read[raw]
        profile, problems = read_profile(raw, written.removesuffix(SUFFIX))
        self._read[raw] = profile
        if profile is None:
            told = "; ".join(problem.replace("\n", " ")[:160] for problem in problems[:_MOST_TOLD])
            more = f"; and {len(problems) - _MOST_TOLD} more problems" if len(problems) > _MOST_TOLD else ""
            self._report.error(path, f"'{written[:60]}' is no profile: {told}{more}")
        return profile
