"""The room places: window days, walking offices, contact days; their sittings, bookings, and what was taken there."""
