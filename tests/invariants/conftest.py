"""The town on which the invariants are tried."""

from linli.dispatch.tests.conftest import town

__all__ = ["town"]
