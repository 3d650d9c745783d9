"""Which tasks will be done in time: likely, doubtful, unlikely, with the reasons, and how often that was right."""
