"""The published result of a year: read, matched with what a plan says, followed over the years."""
