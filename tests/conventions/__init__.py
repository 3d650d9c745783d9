"""What a reviewer would have to remember, these tests remember."""
