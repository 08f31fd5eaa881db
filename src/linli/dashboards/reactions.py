"""Whom the dashboards follow: every fact, so that the mark says up to where the figures count."""

from linli.dashboards.actions import follow
from linli.dashboards.queries.freshness import FOLLOWER

FOLLOWERS = ((FOLLOWER, None, follow),)
