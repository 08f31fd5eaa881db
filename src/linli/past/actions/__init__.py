"""What may be done with past requests: reading a file in."""

from linli.past.actions.importing import DEED, Compare, Report, import_requests, refused_file

__all__ = ["DEED", "Compare", "Report", "import_requests", "refused_file"]
