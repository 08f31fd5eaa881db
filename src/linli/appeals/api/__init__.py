"""The interface of appeals: reporting, the reporter's own view by the receipt link, the desk of the staff."""

from __future__ import annotations

from linli.appeals.api import by_link, by_phone, desk, staff_files
from linli.appeals.api.reporting import router

assert desk  # noqa: S101 - its operations stand on the same router, for they share addresses
router.add_router("/by-link", by_link.router)
router.add_router("", staff_files.router)
router.add_router("", by_phone.router)

__all__ = ["router"]
