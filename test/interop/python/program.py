"""Sends through the generated client to the sandbox, and reads every kind of answer as typed values."""

import json
import os
import time
import urllib.request
from typing import Any

import httpx

from smn_sms_client import AuthenticatedClient
from smn_sms_client.api.reports import list_sms_msg_report as list_reports
from smn_sms_client.api.callbacks import list_sms_event as list_events
from smn_sms_client.api.signatures import list_sms_signs as list_signs
from smn_sms_client.api.sending import sms_batch_publish_with_diff_message as send_messages
from smn_sms_client.models import (
    GatewayErrorBody,
    IamErrorBody,
    SignedSmsMessage,
    SmnErrorBody,
    SmsBatch,
    SmsBatchResult,
    SmsCallbackList,
    SmsCommitAccepted,
    SmsCommitRejected,
    SmsMsgReportPage,
    SmsSignList,
)
from smn_sms_client.types import Response

URL = os.environ["SMN_SMS_URL"]


class ErrorPage(Exception):
    """An answer that is not JSON; the messages may have been sent."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"HTTP {status} without JSON")
        self.status = status
        self.text = text


def refuse_pages(response: httpx.Response) -> None:
    # The generated code reads every documented status as JSON.
    if "json" not in response.headers.get("content-type", ""):
        response.read()
        raise ErrorPage(response.status_code, response.text)


client = AuthenticatedClient(
    base_url=URL,
    token=os.environ["SMN_SMS_TOKEN"],
    auth_header_name="X-Auth-Token",
    prefix="",
    httpx_args={"event_hooks": {"response": [refuse_pages]}},
)


def send(batch: SmsBatch) -> Response[Any]:
    return send_messages.sync_detailed(os.environ["SMN_SMS_PROJECT_ID"], client=client, body=batch)


def taken(response: Response[Any]) -> SmsBatchResult:
    assert isinstance(response.parsed, SmsBatchResult), response
    return response.parsed


def batch(*endpoints: str) -> SmsBatch:
    sign_id = os.environ["SMN_SMS_SIGN_ID"]
    return SmsBatch(
        [SignedSmsMessage(endpoint=one, message="您的验证码是 482913。", sign_id=sign_id) for one in endpoints]
    )


def report_of(message_id: str) -> SmsMsgReportPage:
    now = int(time.time() * 1000)
    page = list_reports.sync(
        os.environ["SMN_SMS_PROJECT_ID"],
        client=client,
        start_time=now - 3_600_000,
        end_time=now + 3_600_000,
        sign_id=os.environ["SMN_SMS_SIGN_ID"],
        message_id=message_id,
    )
    assert isinstance(page, SmsMsgReportPage), page
    return page


def fault(value: dict[str, Any]) -> None:
    """Tells the sandbox to fail the next request."""
    request = urllib.request.Request(f"{URL}/__sandbox/faults", data=json.dumps(value).encode())
    urllib.request.urlopen(request).close()


def failure(value: dict[str, Any]) -> Response[Any]:
    fault(value)
    return send(batch("+8613800000011"))


def check(what: str, holds: bool) -> None:
    if not holds:
        raise AssertionError(f"does not hold: {what}")
    print(f"ok: {what}")


def main() -> None:
    with open(os.environ["SMN_SMS_REQUEST"], encoding="utf-8") as file:
        example = SmsBatch.from_dict(json.load(file))
    answer = taken(send(example))
    accepted = {one.endpoint for one in answer.result if isinstance(one, SmsCommitAccepted)}
    check("every message of the example is accepted", accepted == {one.endpoint for one in example.sms_message})
    check("the request has an id", answer.request_id != "")

    first = answer.result[0]
    assert isinstance(first, SmsCommitAccepted), first
    page = report_of(first.message_id)
    check(
        "a delivery report",
        page.count == 1
        and page.data[0].message_id == first.message_id
        and page.data[0].deliver_time is None
        and str(page.data[0].status) == os.environ["SMN_SMS_REPORT_STATUS"],
    )
    signs = list_signs.sync(os.environ["SMN_SMS_PROJECT_ID"], client=client)
    check(
        "the signatures of the account",
        isinstance(signs, SmsSignList)
        and [str(one.status) for one in signs.sms_signs] == [os.environ["SMN_SMS_SIGN_STATUS"]],
    )
    events = list_events.sync(os.environ["SMN_SMS_PROJECT_ID"], client=client)
    check(
        "the events that have a topic",
        isinstance(events, SmsCallbackList)
        and ",".join(one.event_type for one in events.callback) == os.environ["SMN_SMS_EVENTS"],
    )

    results = {one.endpoint: one for one in taken(send(batch("+8613800000009", "+8617099990227"))).result}
    one = results["+8613800000009"]
    check("one message is accepted beside a rejected one", isinstance(one, SmsCommitAccepted) and one.message_id != "")
    other = results["+8617099990227"]
    check("a rejected message has its code", isinstance(other, SmsCommitRejected) and other.code == "SMN.0227")

    fault({"kind": "created"})
    created = send(batch("+8613800000010"))
    check("201 is read as 200", created.status_code == 201 and len(taken(created).result) == 1)

    body: dict[str, Any] = {"code": "SMN.0087", "message": "not approved", "request_id": "r1"}
    error = failure({"kind": "status", "status": 400, "body": body}).parsed
    check(
        "an error of the service",
        isinstance(error, SmnErrorBody) and error.code == "SMN.0087" and error.request_id == "r1",
    )

    throttled = failure({"kind": "throttle", "retryAfter": 2})
    error = throttled.parsed
    check("an error of the gateway", isinstance(error, GatewayErrorBody) and error.error_code == "APIGW.0308")
    check("Retry-After", throttled.status_code == 429 and throttled.headers["retry-after"] == "2")

    body = {"error": {"code": 401, "message": "The token is invalid", "title": "Unauthorized"}}
    error = failure({"kind": "status", "status": 401, "body": body}).parsed
    check(
        "an error of IAM",
        isinstance(error, IamErrorBody) and error.error.code == 401 and error.error.title == "Unauthorized",
    )

    try:
        failure({"kind": "status", "status": 502, "page": "html"})
    except ErrorPage as html:
        check("a page of a load balancer", html.status == 502 and html.text.startswith("<html>"))


main()
