"""Notices: what people are told, and what is published, where and until when."""
