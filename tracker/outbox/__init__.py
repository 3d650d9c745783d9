"""Messages to people: written with the act they tell of, sent later, at most once for each cause."""
