"""What a schema cannot tell schemathesis. Loaded through SCHEMATHESIS_HOOKS."""

import json
import os
from typing import Any

import schemathesis

with open(os.environ["SMN_SMS_DOCUMENT"], encoding="utf-8") as file:
    extend_code = json.load(file)["components"]["schemas"]["ExtendCode"]
MAX_BYTES = extend_code["x-max-bytes"]


@schemathesis.hook
def filter_body(context: schemathesis.HookContext, body: Any) -> bool:
    """Leaves out what maxLength allows and x-max-bytes does not: nothing but the document's text says that it is refused."""
    messages = body.get("sms_message") if isinstance(body, dict) else None
    return not isinstance(messages, list) or not any(is_long_in_bytes_only(one) for one in messages)


def is_long_in_bytes_only(message: Any) -> bool:
    code = message.get("extend_code") if isinstance(message, dict) else None
    return isinstance(code, str) and len(code) <= MAX_BYTES < len(code.encode("utf-8", "surrogatepass"))


@schemathesis.deserializer("text/html")
def page(_context: Any, response: Any) -> str:
    return response.text
