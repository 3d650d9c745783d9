"""What must not fail, tried: senders that are killed, mail servers that misbehave, schedulers that compete."""
