"""Speed and memory, measured as a user meets them; results are printed and written as JSON, never asserted."""
