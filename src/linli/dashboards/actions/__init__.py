"""The deeds of the dashboards."""

from linli.dashboards.actions.following import answer_need, follow, name_owner, rebuild, refresh, shift
from linli.dashboards.actions.gathering import gather, gather_anew

__all__ = ["answer_need", "follow", "gather", "gather_anew", "name_owner", "rebuild", "refresh", "shift"]
