"""People: accounts, organisations, posts, grants that become Actors; contacts, consents, the reveal log."""
