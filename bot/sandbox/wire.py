"""JSON as short as it gets."""

import json

encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
