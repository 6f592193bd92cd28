"""Invented streets with their postcodes, numbers and flats, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_FIRST = """
alder amber arbour ashen badger barley beacon bell birch bishop blackbird brook burdock castle cedar chapel cherry
church clover copper coppice cuckoo curlew dell dove elder elm fallow falcon farrier fern field flint forge fox
garden gorse grange grove hawthorn hazel heather hemlock heron hollow honeysuckle ivy jackdaw juniper kestrel kiln
lark laurel lavender lime linden linnet maple market marsh meadow mill moor nettle nightingale oak orchard osier otter
owl park pear pine poplar primrose quarry raven redwing river robin rowan rush saffron sandpiper school sedge sorrel
spring spruce station sycamore teal thistle thorn thrush tithe vale violet walnut warren water weaver wheat willow wren
"""
_LAST = "road street close avenue lane drive way court crescent terrace grove place gardens walk rise hill view row"
_SHORT = {
    "road": "rd", "street": "st", "close": "cl", "avenue": "ave", "lane": "ln", "drive": "dr", "court": "ct",
    "crescent": "cres", "terrace": "terr", "gardens": "gdns",
}  # fmt: skip
_TOWNS = "wrenstone aldermere larkfell sedgeford rowanscar heronbeck plovermoor tansydale bramblewick finchcombe"


@dataclass(frozen=True)
class Homes:
    """Addresses: each stands in a street, and a few share a postcode.

    Attributes:
        address: first line and town, in small letters.
        postcode: with its space.
        x, y: metres east and north.
    """

    address: np.ndarray
    postcode: np.ndarray
    x: np.ndarray
    y: np.ndarray


def homes(rng: np.random.Generator, count: int) -> Homes:
    """As many addresses as are asked for, all different."""
    first, last, towns = _FIRST.split(), _LAST.split(), _TOWNS.split()
    per_street = 40
    streets = -(-count // per_street)
    kinds = len(first) * len(last) * len(towns)
    # A large world has several streets of one name, in other districts of a town, as real ones have.
    name = rng.permutation(max(streets, kinds))[:streets] % kinds
    street = np.repeat(np.arange(streets), per_street)[:count]
    number = np.tile(np.arange(1, per_street + 1), streets)[:count]
    flats = rng.random(streets) < 0.15
    postcodes = _postcodes(rng, streets * 3)
    road = [f"{first[n % len(first)]} {last[n // len(first) % len(last)]}" for n in name.tolist()]
    town = [towns[n // (len(first) * len(last))] for n in name.tolist()]
    address = [
        f"flat {no}, {1 + s % 90} {road[s]}, {town[s]}" if flat else f"{no} {road[s]}, {town[s]}"
        for s, no, flat in zip(street.tolist(), number.tolist(), flats[street].tolist(), strict=True)
    ]
    across, up = rng.uniform(400_000, 440_000, streets), rng.uniform(200_000, 240_000, streets)
    return Homes(
        np.array(address, dtype=object),
        postcodes[street * 3 + (number % 3)],
        np.round(across[street] + number * 8.0, 1),
        np.round(up[street] + rng.normal(0, 15, count), 1),
    )


def shortened(address: str) -> str:
    """As somebody in a hurry writes it: rd for road, no comma, no town."""
    line = address.rpartition(",")[0] or address
    words = line.replace(",", "").split()
    return " ".join([*words[:-1], _SHORT.get(words[-1], words[-1])]) if words else address


def _postcodes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Shaped as postcodes may be (BS 7666), in areas that do not exist."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    areas = ["ZV", "JX", "ZK", "ZX", "JV"]
    every = len(letters) ** 2 * 9 * len(areas) * 40
    picked = rng.choice(every, size=count, replace=False) if count < every else np.arange(count) % every
    made = []
    for code in picked.tolist():
        code, one = divmod(code, len(letters))
        code, two = divmod(code, len(letters))
        code, digit = divmod(code, 9)
        district, area = divmod(code, len(areas))
        made.append(f"{areas[area]}{district + 1} {digit + 1}{letters[one]}{letters[two]}")
    return np.array(made, dtype=object)
