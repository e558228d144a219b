# Needs TOKEN and PROJECT_ID.
curl --silent --show-error --fail-with-body --max-time 30 \
  "https://smn.cn-north-4.myhuaweicloud.com/v2/${PROJECT_ID}/notifications/sms_sign" \
  --header "X-Auth-Token: ${TOKEN}"
