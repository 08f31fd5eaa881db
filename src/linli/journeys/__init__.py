"""What crosses two rooms of one storey: neither may know the other, so their deeds meet here."""
