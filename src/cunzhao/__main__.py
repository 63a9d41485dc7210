"""``python -m cunzhao``."""

from cunzhao.cli import main

if __name__ == "__main__":
    main()
