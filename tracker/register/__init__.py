"""The clerks' register of outgoing documents: read again and again, and what follows from it."""
