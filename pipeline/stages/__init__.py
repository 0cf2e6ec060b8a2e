"""One module per stage: frames in, frames out. No paths, no YAML, no printing."""
