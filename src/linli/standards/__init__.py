"""The room of standards: dated rows with citation and jurisdiction. Law and local practice are data, not code."""
