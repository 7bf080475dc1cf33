"""``python -m mockcc`` is ``mockcc``."""

from mockcc.cli import main

main()
