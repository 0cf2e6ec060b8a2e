"""The desk of a researcher: a session to read, passages of a code, a word in its sentences. Masked text alone."""
