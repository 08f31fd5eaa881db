"""Grid: one base grid. Territory and estates, two trees that share the building, with geometry and validity in time."""
