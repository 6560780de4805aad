"""The browser that journeys are played in."""

import shutil

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""As ``portal`` names them. The shell is Chromium without its own windows: half the time."""

CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)
