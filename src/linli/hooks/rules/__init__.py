"""Rules of webhooks: what may be told and where to, how it is signed, when it is tried again."""
