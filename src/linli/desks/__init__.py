"""The room of desks: what staff keep for their own work - saved filters, canned answers, who is looking at what."""
