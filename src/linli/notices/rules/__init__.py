"""The rules of notices."""

from linli.notices.rules.masking import Masked, PiiKind, Span, mask, pii_spans

__all__ = ["Masked", "PiiKind", "Span", "mask", "pii_spans"]
