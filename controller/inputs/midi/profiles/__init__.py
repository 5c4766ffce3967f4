"""The control surfaces whose map comes along, one file each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.inputs.midi.profile import Profile
from controller.inputs.midi.profiles.apc_mini_mk2 import APC_MINI_MK2
from controller.model.binding import SurfaceName

PROFILES: Final[Mapping[SurfaceName, Profile]] = MappingProxyType({"apc-mini-mk2": APC_MINI_MK2})
