"""`python -m kartu` is `kartu`, where no script was installed."""

from kartu.cli import main

if __name__ == "__main__":
    main()
