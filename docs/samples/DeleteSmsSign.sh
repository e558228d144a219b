# Needs TOKEN, PROJECT_ID and SIGN_ID. A deleted signature cannot be restored.
curl --silent --show-error --fail-with-body --max-time 30 --request DELETE \
  "https://smn.cn-north-4.myhuaweicloud.com/v2/${PROJECT_ID}/notifications/sms_sign/${SIGN_ID}" \
  --header "X-Auth-Token: ${TOKEN}"
