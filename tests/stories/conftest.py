"""The town in which the stories happen."""

from linli.dispatch.tests.conftest import town

__all__ = ["town"]
