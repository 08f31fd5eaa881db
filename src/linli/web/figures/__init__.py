"""Pages with figures: for everybody, for the desk, and as files. Each number has its definition one tap away."""
