"""What other systems did before us: their closed and open requests, kept to be looked up, owed by nobody here."""
