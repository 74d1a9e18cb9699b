"""`python -m tongpin` is the `tongpin` command."""

import sys

from tongpin.project.cli import main

sys.exit(main())
