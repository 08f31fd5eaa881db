"""The room of duties: who owes which deed on which thing, until when. The only clock rows of the house."""
