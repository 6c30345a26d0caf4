"""A value with its unit, at the scale at which one would write it: 84.11 GB and 0.55 ms, not 84,110,000,000 bytes.

Values that stand together in a formula are written at one scale, that of the largest, so that they can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tco.emit.text import show

Scale = tuple[float, str]
# unit -> scales from the largest; below the last one a value is written in it all the same
SCALES: Mapping[str, tuple[Scale, ...]] = {
    "s": ((1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")),
    "bytes": ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "bytes")),
    "bytes/s": ((1e12, "TB/s"), (1e9, "GB/s"), (1e6, "MB/s")),
    "s/byte": ((1e-9, "s/GB"), (1e-12, "ms/GB")),
    "FLOP": ((1e15, "PFLOP"), (1e12, "TFLOP"), (1e9, "GFLOP"), (1e6, "MFLOP"), (1, "FLOP")),
    "FLOP/s": ((1e15, "PFLOP/s"), (1e12, "TFLOP/s"), (1e9, "GFLOP/s")),
}
BARE = ("count", "text", "ratio")  # units that are not spelled
FIGURES = 5
SMALLEST = 1e-3  # of a scale; what is less takes a scale of its own


def with_unit(value: object, unit: str) -> str:
    """The value, scaled where its unit has scales, and its unit.

    >>> with_unit(84_109_794_760, "bytes"), with_unit(0.000546579, "s"), with_unit(0.0, "s"), with_unit(64.0, "count")
    ('84.11 GB', '546.58 µs', '0 s', '64')
    """
    if unit in BARE or value is None:
        return show(value)
    if unit not in SCALES or not isinstance(value, (int, float)):
        return f"{show(value)} {unit}"
    return _at(value, _scale(value, unit))


def together(values: Mapping[str, tuple[object, str]]) -> dict[str, str]:
    """Values of one formula by name: units only where they have scales, which would else be lost.

    >>> together({"read": (0.0188617, "s"), "send": (0.000738764, "s"), "batch": (64.0, "count")})
    {'read': '18.862 ms', 'send': '0.73876 ms', 'batch': '64'}
    """
    largest = {u: _scale(max(numbers), u) for u in SCALES if (numbers := _sizes(values, u))}
    return {name: _among(value, unit, largest) for name, (value, unit) in values.items()}


def _among(value: object, unit: str, largest: Mapping[str, Scale]) -> str:
    if unit not in SCALES or not isinstance(value, (int, float)):
        return show(value)
    common = largest[unit]
    return _at(value, common if not value or abs(value) >= SMALLEST * common[0] else _scale(value, unit))


def _sizes(values: Mapping[str, tuple[object, str]], unit: str) -> Sequence[float]:
    return [abs(v) for v, u in values.values() if u == unit and isinstance(v, (int, float))]


def _scale(value: float, unit: str) -> Scale:
    scales = SCALES[unit]
    return next((s for s in scales if s[0] <= abs(value)), scales[-1] if value else scales[0])


def _at(value: float, scale: Scale) -> str:
    size, name = scale
    return f"{show(float(f'{value / size:.{FIGURES}g}'))} {name.removesuffix('s') if (value, name) == (1, 'bytes') else name}"
