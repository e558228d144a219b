import os

import requests

response = requests.post(
    f"https://smn.cn-north-4.myhuaweicloud.com/v2/{os.environ['PROJECT_ID']}/notifications/sms",
    headers={"X-Auth-Token": os.environ["TOKEN"]},
    timeout=30,
    allow_redirects=False,  # a redirect would carry the token to another host
    json={
        "sms_message": [
            {
                "endpoint": "+8613800000001",
                "message": "您的验证码是 482913，5 分钟内有效。",
                "sign_id": "caf488c7ccaf4ffba0c9aa149ab2caf4"
            },
            {
                "endpoint": "+8613800000002",
                "message": "您的验证码是 730155，5 分钟内有效。",
                "sign_id": "caf488c7ccaf4ffba0c9aa149ab2caf4"
            }
        ]
    },
)
if not 200 <= response.status_code < 300:
    raise SystemExit(f"HTTP {response.status_code}: {response.text}")
for item in response.json()["result"]:
    if "message_id" in item:
        print("accepted", item["message_id"])
    else:
        print("rejected", item["code"], item["message"])
