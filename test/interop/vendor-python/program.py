"""The core of the vendor's Python SDK signs and sends; its service package has no such call."""

import os
import sys

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.client import Client, ClientBuilder
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.sdk_response import SdkResponse


class CommitResult:
    openapi_types = {"endpoint": "str", "message_id": "str", "code": "str", "message": "str"}
    attribute_map = {name: name for name in openapi_types}

    def __init__(self, endpoint=None, message_id=None, code=None, message=None):
        self.endpoint = endpoint
        self.message_id = message_id
        self.code = code
        self.message = message


class BatchResponse(SdkResponse):
    openapi_types = {"request_id": "str", "result": "list[CommitResult]"}
    attribute_map = {name: name for name in openapi_types}

    def __init__(self, request_id=None, result=None):
        super().__init__()
        self.request_id = request_id
        self.result = result


class SmsClient(Client):
    def __init__(self):
        super().__init__()
        self.model_package = sys.modules[__name__]

    def send(self, *endpoints):
        messages = [
            {"endpoint": one, "message": "您的验证码是 482913。", "sign_id": os.environ["SMN_SMS_SIGN_ID"]}
            for one in endpoints
        ]
        return self.do_http_request(
            method="POST",
            resource_path="/v2/{project_id}/notifications/sms",
            path_params={},
            query_params=[],
            header_params={"Content-Type": "application/json"},
            body={"sms_message": messages},
            post_params={},
            response_type="BatchResponse",
            response_headers=[],
            collection_formats={},
        )


def client(sk):
    credentials = BasicCredentials(os.environ["SMN_SMS_AK"], sk, os.environ["SMN_SMS_PROJECT_ID"])
    return ClientBuilder(SmsClient).with_credentials(credentials).with_endpoint(os.environ["SMN_SMS_URL"]).build()


def check(what, holds):
    if not holds:
        raise AssertionError(f"does not hold: {what}")
    print(f"ok: {what}")


def main():
    answer = client(os.environ["SMN_SMS_SK"]).send("+8613800000009", "+8617099990227")
    check("the signature is genuine", answer.status_code == 200)
    results = {one.endpoint: one for one in answer.result}
    check("one message is accepted beside a rejected one", bool(results["+8613800000009"].message_id))
    check("a rejected message has its code", results["+8617099990227"].code == "SMN.0227")
    try:
        client("anotherSecretKey00000000000000000000001").send("+8613800000009")
    except ClientRequestException as error:
        check("a wrong signature is refused", error.status_code == 401 and error.error_code == "APIGW.0301")


main()
