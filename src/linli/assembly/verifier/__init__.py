"""A program of its own that checks a published vote; nothing of ours imports it, it imports nothing of ours."""
