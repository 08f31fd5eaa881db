"""A parser's file: plain arrays and JSON in one .npz, never a pickle, so that a foreign file can do no harm.

Source: ADR 0032.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from linli.appeals.triage.address.chain import Array
from linli.appeals.triage.address.network import Weights
from linli.appeals.triage.address.parsing import Parser

KIND = "linli addresses"
VERSION = 1
MOST_BYTES = 512 * 2**20
"""What is unpacked at most; an honest model of ten thousand rows has about 50 MB."""

_AGAIN = "make it again by ./linli train addresses"
_WEIGHTS = tuple(field.name for field in fields(Weights))


class Unusable(ValueError):
    """The file is no model, is broken, or was made for another version; says which and what to do."""


def write(path: Path, parser: Parser, about: Mapping[str, Any]) -> int:
    """Write the parser with what was measured (`about`, plain JSON). Return the size in bytes.

    The names of the rows are in the file: it is no more public than the rows.

    :raises OSError: it cannot be written.
    """
    head = {
        "kind": KIND, "version": VERSION, "about": dict(about), "labels": parser.labels,
        "words": {name: list(tags) for name, tags in parser.words.items()}, "networks": len(parser.networks),
        "features": sorted(parser.numbers, key=parser.numbers.__getitem__),
    }  # fmt: skip
    packed = json.dumps(head, ensure_ascii=False).encode()
    arrays = {
        f"{name}{turn}": getattr(network, name).astype(np.float16)
        for turn, network in enumerate(parser.networks)
        for name in _WEIGHTS
    }
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        np.savez_compressed(file, head=np.frombuffer(packed, np.uint8), **arrays)
    unfinished.replace(path)  # whoever reads meanwhile has the old one or the new one, never half of it
    return path.stat().st_size


def read(path: Path) -> Parser:
    """Return the parser of a file.

    :raises OSError: there is no such file.
    :raises Unusable: see there.
    """
    try:
        return _parser(_unpacked(path))
    except (zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError, AttributeError) as problem:
        if isinstance(problem, Unusable):
            raise
        raise Unusable(f"{path.name}: not a model of linli, or broken; {_AGAIN}") from None


def _unpacked(path: Path) -> dict[str, Array]:
    with zipfile.ZipFile(path) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST_BYTES:
            raise Unusable(f"{path.name}: larger than any model of linli")
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


def _parser(arrays: Mapping[str, Array]) -> Parser:
    head: dict[str, Any] = json.loads(arrays["head"].tobytes().decode())
    if head["kind"] != KIND:
        raise Unusable(f"a model for {head['kind']}, not for addresses")
    if head["version"] != VERSION:
        raise Unusable(f"made by another version of linli; {_AGAIN}")
    labels, features = tuple(map(str, head["labels"])), list(map(str, head["features"]))
    networks = [
        Weights(*(arrays[f"{name}{turn}"].astype(np.float32) for name in _WEIGHTS))
        for turn in range(int(head["networks"]))
    ]
    _check(networks, len(features), labels)
    words = {str(name): tuple(map(str, tags)) for name, tags in head["words"].items()}
    return Parser(labels, {feature: at for at, feature in enumerate(features)}, words, tuple(networks))


def _check(networks: Sequence[Weights], features: int, labels: Sequence[str]) -> None:
    """Refuse arrays that do not fit each other.

    :raises Unusable:
    """
    many = len(labels)
    width = networks[0].width if networks else 0
    shapes = {
        "vectors": (features, width),
        "into": (2, width, 4 * width),
        "back": (2, width, 4 * width),
        "tilt": (2, 1, 4 * width),
        "out": (2 * width, many),
        "bias": (many,),
        "follows": (many, many),
        "first": (many,),
    }
    told = {label for label in labels if label.startswith("B-")}
    if not networks or not told or any(label[:2] == "I-" and f"B-{label[2:]}" not in told for label in labels):
        raise Unusable(f"broken: no parts to tell; {_AGAIN}")
    for name, shape in shapes.items():
        for network in networks:
            own = getattr(network, name)
            if own.shape != shape or not np.isfinite(own).all():
                raise Unusable(f"broken: {name} does not fit; {_AGAIN}")
