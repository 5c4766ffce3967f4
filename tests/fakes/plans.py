"""Plans of lighting designers as tests need them: GDTF files from a few words, MVR files written by ``pymvr``."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pymvr

BEAM = '<Geometry Name="Base"><Beam Name="Head"/></Geometry>'


def function(attribute: str, start: str = "0/1", *sets: str, more: str = "") -> str:
    """A channel function; sets are elements, ``more`` further attributes."""
    return (
        f'<ChannelFunction Name="{attribute} {start}" Attribute="{attribute}" DMXFrom="{start}" {more}>'
        f"{''.join(sets)}</ChannelFunction>"
    )


def named(name: str, start: str, more: str = "") -> str:
    """A channel set."""
    return f'<ChannelSet Name="{name}" DMXFrom="{start}" {more}/>'


def channel(offset: str, attribute: str, *functions: str, geometry: str = "Head", more: str = "") -> str:
    """A DMX channel at these slots; without functions it does one thing from 0 to the end."""
    inner = "".join(functions) or function(attribute)
    return (
        f'<DMXChannel Offset="{offset}" Geometry="{geometry}" {more}>'
        f'<LogicalChannel Attribute="{attribute}">{inner}</LogicalChannel></DMXChannel>'
    )


def gdtf(
    name: str,
    modes: Mapping[str, Sequence[str]],
    *,
    geometries: str = BEAM,
    wheels: str = "",
    root: str = "Base",
    told: str = "",
) -> bytes:
    """A GDTF file: mode → its channels; ``told`` are further attributes, such as ``LongName="Spot"``."""
    written = "".join(
        f"<DMXMode Name={quoteattr(mode)} Geometry={quoteattr(root)}><DMXChannels>{''.join(channels)}</DMXChannels>"
        "</DMXMode>"
        for mode, channels in modes.items()
    )
    return archive(
        {
            "description.xml": '<GDTF DataVersion="1.2">'
            f'<FixtureType Name={quoteattr(name)} Manufacturer="House" {told}>'
            f"<Wheels>{wheels}</Wheels><Geometries>{geometries}</Geometries><DMXModes>{written}</DMXModes>"
            "</FixtureType></GDTF>"
        }
    )


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return made.getvalue()


PAR = gdtf("Par", {"4 channel": [channel(str(slot), f"ColorAdd_{color}") for slot, color in enumerate("RGBW", 1)]})
HEAD = gdtf(
    "Spot 300",
    {
        "16 bit": [
            channel("1,2", "Pan", function("Pan", more='PhysicalFrom="-270" PhysicalTo="270"'), geometry="Base"),
            channel("3,4", "Tilt", function("Tilt", more='PhysicalFrom="-120" PhysicalTo="120"'), geometry="Base"),
            channel("5,6", "Dimmer"),
            channel(
                "7",
                "Shutter1",
                function("Shutter1", "0/1", named("Closed", "0/1"), named("Open", "32/1")),
                function("Shutter1Strobe", "64/1", more='PhysicalFrom="1" PhysicalTo="20"'),
                function("Shutter1", "200/1", named("Open", "200/1")),
            ),
        ],
        "8 bit": [channel("1", "Pan", geometry="Base"), channel("2", "Tilt", geometry="Base"), channel("3", "Dimmer")],
    },
)
FOGGER = gdtf("Fogger", {"2 channel": [channel("1", "Fog1"), channel("2", "Fan1")]})


def bar(pixels: int, dmx_break: int = 1) -> bytes:
    """A bar of RGB pixels that repeat one part, with a dimmer for all behind them or in another DMX break."""
    references = "".join(
        f'<GeometryReference Name="Pixel {n}" Geometry="Pixel">'
        f'<Break DMXOffset="{1 + 3 * n}" DMXBreak="{dmx_break}"/></GeometryReference>'
        for n in range(pixels)
    )
    colors = [
        channel(str(slot), f"ColorAdd_{color}", geometry="Pixel", more='DMXBreak="Overwrite"')
        for slot, color in enumerate("RGB", 1)
    ]
    slot = 3 * pixels + 1 if dmx_break == 1 else 1
    return gdtf(
        "Bar",
        {"m": [*colors, channel(str(slot), "Dimmer", geometry="Base")]},
        geometries=f'<Geometry Name="Base">{references}</Geometry><Beam Name="Pixel"/>',
    )


def fixture(  # noqa: PLR0913 - each is a fact of a fixture
    name: str,
    spec: str,
    mode: str,
    *addresses: tuple[int, int],
    at: tuple[float, float, float] = (0, 0, 0),
    number: int = 1,
    classing: str | None = None,
    position: str | None = None,
) -> pymvr.Fixture:
    """A fixture of a plan; addresses are universe and slot, places millimetres as MVR has them: right, back, up."""
    return pymvr.Fixture(
        name=name,
        gdtf_spec=spec,
        gdtf_mode=mode,
        fixture_id=str(number),
        fixture_id_numeric=number,
        classing=classing,
        position=position,
        matrix=pymvr.Matrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [*at, 0]]),
        addresses=pymvr.Addresses(
            addresses=[
                pymvr.Address(dmx_break=index, universe=universe, address=slot)
                for index, (universe, slot) in enumerate(addresses)
            ]
        ),
    )


def layer(name: str, *children: object, at: tuple[float, float, float] | None = None) -> pymvr.Layer:
    """A layer of fixtures and groups."""
    groups = [child for child in children if isinstance(child, pymvr.GroupObject)]
    fixtures = [child for child in children if isinstance(child, pymvr.Fixture)]
    matrix = None if at is None else pymvr.Matrix([[1.0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [*at, 0]])
    return pymvr.Layer(name=name, matrix=matrix, child_list=pymvr.ChildList(fixtures=fixtures, group_objects=groups))


def plan(
    path: Path,
    *layers: pymvr.Layer,
    types: Mapping[str, bytes],
    aux: pymvr.AUXData | None = None,
) -> Path:
    """Write an MVR file with these GDTF files in it, as ``pymvr`` writes it."""
    writer = pymvr.GeneralSceneDescriptionWriter()
    scene = pymvr.Scene(layers=pymvr.Layers(list(layers)), aux_data=aux)
    writer.serialize_scene(scene)
    for name, content in types.items():
        kept = path.parent / f"type-{name}"
        kept.write_bytes(content)
        writer.files_list.append((str(kept), name))
    writer.write_mvr(str(path))
    return path
