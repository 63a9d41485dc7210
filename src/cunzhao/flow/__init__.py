"""The flow: calls the stages, in order, and applies their results to the store. Start reading at ``crawl`` and ``ingest``."""
