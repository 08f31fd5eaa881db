"""Open311 GeoReport v2: services, reports in, public reports out, in XML and JSON (ADR 0038)."""
