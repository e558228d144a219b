"""Holds the guide's signer against the vectors, then sends a request that it signed."""

import json
import os
import urllib.request

from signer import sign


def expected_and_actual(vector):
    headers = sign(
        vector["method"],
        vector["url"],
        vector["headers"],
        vector["body"].encode(),
        vector["ak"],
        vector["sk"],
        project_id=vector.get("projectId"),
        security_token=vector.get("securityToken"),
        date=vector["date"],
    )
    return vector["expected"]["authorization"], headers["Authorization"]


def applies(vector):
    # Other algorithms, and the Go SDK, which does not sign the host.
    return vector.get("algorithm", "SDK-HMAC-SHA256") == "SDK-HMAC-SHA256" and vector.get("signHost") is not False


def main():
    for name in ["signing.json", "signing-rawbody.json", "signing-published.json"]:
        with open(name, encoding="utf-8") as file:
            vectors = [vector for vector in json.load(file)["vectors"] if applies(vector)]
        assert len(vectors) >= 3, name
        for vector in vectors:
            expected, actual = expected_and_actual(vector)
            assert actual == expected, f"{name}: {vector['name']}: {actual}"
        print(f"ok: {name}")

    project_id = os.environ["SMN_SMS_PROJECT_ID"]
    url = f"{os.environ['SMN_SMS_URL']}/v2/{project_id}/notifications/sms"
    with open(os.environ["SMN_SMS_REQUEST"], "rb") as file:
        body = file.read()
    key = os.environ["SMN_SMS_AK"], os.environ["SMN_SMS_SK"]
    headers = sign("POST", url, {"Content-Type": "application/json"}, body, *key, project_id=project_id)
    with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
        results = json.load(answer)["result"]
    assert all("message_id" in result for result in results), results
    print("ok: the sandbox takes a signed request")


main()
