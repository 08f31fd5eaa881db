"""Neighbourhood groups: threads and posts with moderation, the information board, news by area and subscription."""
