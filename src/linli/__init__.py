"""linli (邻里): one net for a neighbourhood."""
