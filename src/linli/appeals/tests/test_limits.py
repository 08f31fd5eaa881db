"""What may be said in a correction, in a file, in a report: boundary by boundary."""

from __future__ import annotations

from typing import Any

import pytest

from linli.appeals.rules import (
    correcting,
    files,
    intake,
)


@pytest.mark.parametrize(
    "field, value, fits",
    [
        (correcting.Field.KIND, "help", True),
        (correcting.Field.KIND, "gossip", False),
        (correcting.Field.CATEGORY, "util.gas", True),
        (correcting.Field.CATEGORY, "util.none", False),
        (correcting.Field.HOUSEHOLDS, 0, True),
        (correcting.Field.HOUSEHOLDS, -1, False),
        (correcting.Field.HOUSEHOLDS, True, False),
        (correcting.Field.HAZARD, True, True),
        (correcting.Field.OUTCOME, "solved", True),
        (correcting.Field.OUTCOME, None, False),
    ],
)
def test_what_may_be_corrected_to_what(field, value, fits):
    known = frozenset({"util.gas"})
    if fits:
        correcting.check_value(field, value, categories=known)
        return
    with pytest.raises(correcting.WrongCorrection):
        correcting.check_value(field, value, categories=known)


@pytest.mark.parametrize("extra, refused", [(0, False), (1, True)])
def test_the_greatest_upload(extra, refused):
    if refused:
        with pytest.raises(files.FileTooBig):
            files.check_upload_size(files.MOST_UPLOAD_BYTES + extra)
    else:
        files.check_upload_size(files.MOST_UPLOAD_BYTES + extra)


@pytest.mark.parametrize("extra, refused", [(0, False), (1, True)])
def test_the_longest_report(extra, refused):
    text = "字" * (intake.MOST_CHARACTERS + extra)
    fields: dict[str, Any] = {"files": 0, "is_proxy": False, "has_proxy_consent": False}
    if refused:
        with pytest.raises(intake.TooLong):
            intake.check_report(text, **fields)
    else:
        intake.check_report(text, **fields)
