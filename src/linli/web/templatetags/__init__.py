"""Template tags: words and forms of speech (`linli`), parts of pages (`parts`)."""
