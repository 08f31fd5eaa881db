"""What can be done with a work order. Every deed locks the appeal first and moves it by the one table."""
