"""Plans: reading documents, reviewing what was read, and the plan that follows."""
