"""The model's file: plain arrays and JSON in one .npz, never a pickle, so that a foreign file can do no harm.

Source: ADR 0032.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from linli.appeals.triage.learned.features import BLOCKS
from linli.appeals.triage.learned.guess import NEVER, Lead
from linli.appeals.triage.learned.model import Array, Model

KIND = "linli labels"
VERSION = 1
MOST_BYTES = 256 * 2**20
"""What is unpacked at most; an honest model has about 10 MB."""

_ARRAYS = ("head", "vocabulary", "idf", "weights", "bias", "mixing", "offset", "curve")


class Unusable(ValueError):
    """The file is no model, is broken, or was made for another version; says which and what to do."""


def write(path: Path, model: Model) -> int:
    """Write the model; the same model gives the same bytes. Return the size in bytes.

    :raises OSError: it cannot be written.
    """
    head = {
        "kind": KIND,
        "version": VERSION,
        "labels": list(model.labels),
        "blocks": {name: len(own) for name, own in zip(BLOCKS, model.vocabularies, strict=True)},
        "lead": [model.lead.rules_sure, model.lead.model_may],
        "about": dict(model.about),
    }
    words = [word for own in model.vocabularies for word in sorted(own, key=own.__getitem__)]
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        np.savez_compressed(
            file, head=_bytes(json.dumps(head, ensure_ascii=False)), vocabulary=_bytes("\n".join(words)),
            idf=model.idf, weights=model.weights.astype(np.float16), bias=model.bias, mixing=model.mixing,
            offset=model.offset, curve=model.curve,
        )  # fmt: skip
    unfinished.replace(path)  # whoever reads meanwhile has the old one or the new one, never half of it
    return path.stat().st_size


def read(path: Path) -> Model:
    """Return the model of a file.

    :raises OSError: there is no such file.
    :raises Unusable: see there.
    """
    try:
        return _model(_unpacked(path))
    except (zipfile.BadZipFile, EOFError, KeyError, TypeError, ValueError, AttributeError) as problem:
        if isinstance(problem, Unusable):
            raise
        raise Unusable(f"{path.name}: not a model of linli, or broken; make it again by ./linli train labels") from None


def _unpacked(path: Path) -> dict[str, Array]:
    with zipfile.ZipFile(path) as packed:
        if sum(one.file_size for one in packed.infolist()) > MOST_BYTES:
            raise Unusable(f"{path.name}: larger than any model of linli")
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in _ARRAYS}


def _model(arrays: Mapping[str, Array]) -> Model:
    head: dict[str, Any] = json.loads(arrays["head"].tobytes().decode())
    if head["kind"] != KIND:
        raise Unusable(f"a model for {head['kind']}, not for labels")
    if head["version"] != VERSION or tuple(head["blocks"]) != BLOCKS:
        raise Unusable("made by another version of linli; make it again by ./linli train labels")
    labels = tuple(str(label) for label in head["labels"])
    _check(arrays, len(labels), list(head["blocks"].values()))
    words = iter(enumerate(arrays["vocabulary"].tobytes().decode().split("\n")))
    vocabularies = tuple({word: row for row, word in _next(words, count)} for count in head["blocks"].values())
    return Model(
        labels, vocabularies, arrays["idf"], arrays["weights"].astype(np.float32), arrays["bias"], arrays["mixing"],
        arrays["offset"], arrays["curve"], head["about"], _lead(head.get("lead")),
    )  # fmt: skip


def _lead(found: Any) -> Lead:
    """Return the thresholds of the file; the general ones where it was made without rules beside it.

    :raises Unusable: they are no confidences.
    """
    if found is None:
        return Lead()
    lead = Lead(*(float(value) for value in found))
    if not all(0 <= value <= NEVER for value in (lead.rules_sure, lead.model_may)):
        raise Unusable("broken: a threshold is no confidence; make the model again by ./linli train labels")
    return lead


def _check(arrays: Mapping[str, Array], labels: int, blocks: Sequence[int]) -> None:
    """Refuse arrays that do not fit each other.

    :raises Unusable:
    """
    features = sum(blocks)
    shapes = {
        "idf": (features,),
        "weights": (features, labels),
        "bias": (labels,),
        "mixing": (labels, labels),
        "offset": (labels,),
        "curve": (2, arrays["curve"].size // 2),
    }
    for name, shape in shapes.items():
        own = arrays[name]
        if own.shape != shape or own.dtype.kind != "f" or not np.isfinite(own).all():
            raise Unusable(f"broken: {name} does not fit; make the model again by ./linli train labels")
    if labels < 2 or min(blocks) < 1 or arrays["vocabulary"].tobytes().count(b"\n") + 1 != features:
        raise Unusable("broken: the words do not fit the weights; make the model again by ./linli train labels")


def _next(words: Any, count: int) -> list[tuple[int, str]]:
    return [next(words) for _ in range(count)]


def _bytes(text: str) -> Array:
    return np.frombuffer(text.encode(), np.uint8)
