"""Compact JSON."""

import json

encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
