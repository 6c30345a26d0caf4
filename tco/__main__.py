"""`python -m tco` is `tco`."""

from tco.cli import main

if __name__ == "__main__":
    main()
