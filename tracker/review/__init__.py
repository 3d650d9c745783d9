"""The review room: what the leadership looks at before the scoring closes, what it decides there, and the minutes."""
