# Needs TOKEN and PROJECT_ID. No --retry: it would send every message again.
curl --silent --show-error --fail-with-body --max-time 30 \
  "https://smn.cn-north-4.myhuaweicloud.com/v2/${PROJECT_ID}/notifications/sms" \
  --header "Content-Type: application/json" \
  --header "X-Auth-Token: ${TOKEN}" \
  --data-binary @- <<'JSON'
{
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
}
JSON
