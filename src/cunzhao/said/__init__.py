"""said: clean text to the statements that it attributes to somebody, each with its exact place. Pure."""
