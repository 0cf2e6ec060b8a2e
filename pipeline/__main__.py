"""`python -m pipeline` is the same program as `route`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
