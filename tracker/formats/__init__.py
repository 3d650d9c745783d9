"""Files become blocks of text with their places; nothing here knows of plans."""
