"""What a WSGI server and the flask command load."""

import sys

from tracker import create_app
from tracker.config import WrongSetting

try:
    app = create_app()
except WrongSetting as wrong:
    sys.exit(f"Wrong setting: {wrong}")
