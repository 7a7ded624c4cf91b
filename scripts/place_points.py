"""Where places lie: distances, middles, and points that the sources have wrong."""

import csv
import math
import statistics
import struct
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

NEAR_KM = 15


def apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres by great circle."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def points_of(geo: Path, communes: dict[str, dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Town halls. A longitude of the wrong sign is turned; a point far from its department, or
    missing, is replaced by the middle of the communes that share its postal code."""
    with (geo / "communes.csv").open(encoding="utf-8", newline="") as handle:
        found = {
            row["insee"]: (float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(handle)
            if row["lat"] and row["insee"] in communes
        }
    home = {code: commune["departement"] for code, commune in communes.items()}
    postal = {code: commune["codesPostaux"][0] for code, commune in communes.items()}
    centre = middles(found, home)
    limit = far_from_centre(found, home, centre)
    sure = {c: p for c, p in found.items() if apart(p, centre[home[c]]) <= limit[home[c]]}
    near = middles(sure, postal)
    points = {}
    for code, commune in communes.items():
        middle = near.get(postal[code], centre[home[code]])
        reach = limit[home[code]]
        points[code] = mended(found.get(code), middle, centre[home[code]], reach)
        if points[code] != found.get(code):
            print(f"point of {code} {commune['nom']}: {found.get(code)} became {points[code]}")
    return points


def mended(
    point: tuple[float, float] | None,
    middle: tuple[float, float],
    centre: tuple[float, float],
    reach: float,
) -> tuple[float, float]:
    if point is None:
        return middle
    turned = (point[0], -point[1])
    if apart(turned, middle) < NEAR_KM < apart(point, middle):
        return turned
    believed = [p for p in (point, turned) if apart(p, centre) <= reach]
    return believed[0] if believed else middle


def far_from_centre(
    points: dict[str, tuple[float, float]],
    home: dict[str, str],
    centre: dict[str, tuple[float, float]],
) -> dict[str, float]:
    """Kilometres from the middle of a department beyond which a point is not believed."""
    distances: dict[str, list[float]] = defaultdict(list)
    for code, point in points.items():
        distances[home[code]].append(apart(point, centre[home[code]]))
    return {dep: 3 * statistics.median(values) + 15 for dep, values in distances.items()}


def middles(
    points: dict[str, tuple[float, float]], group_of: dict[str, str]
) -> dict[str, tuple[float, float]]:
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for code, point in points.items():
        groups[group_of[code]].append(point)
    return {
        group: (
            round(statistics.median(p[0] for p in members), 5),
            round(statistics.median(p[1] for p in members), 5),
        )
        for group, members in groups.items()
    }


def middle_of(geometry: str) -> tuple[float, float]:
    """The centroid of a MultiPolygon in hexadecimal WKB: latitude, longitude."""
    data = bytes.fromhex(geometry)
    area = x = y = 0.0
    position = 9
    for _ in range(struct.unpack_from("<I", data, 5)[0]):
        (rings,) = struct.unpack_from("<I", data, position + 5)
        position += 9
        for _ in range(rings):
            (size,) = struct.unpack_from("<I", data, position)
            flat = struct.unpack_from(f"<{2 * size}d", data, position + 4)
            position += 4 + 16 * size
            ring = list(zip(flat[::2], flat[1::2], strict=True))
            for (x1, y1), (x2, y2) in pairwise(ring):
                cross = x1 * y2 - x2 * y1
                area += cross / 2
                x += (x1 + x2) * cross / 6
                y += (y1 + y2) * cross / 6
    return round(y / area, 5), round(x / area, 5)
