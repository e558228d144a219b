# Needs TOKEN, PROJECT_ID and SIGN_ID. The times are milliseconds: these are the last 24 hours.
NOW=$(date +%s)
curl --silent --show-error --fail-with-body --max-time 30 --get \
  "https://smn.cn-north-4.myhuaweicloud.com/v2/${PROJECT_ID}/notifications/sms/report" \
  --header "X-Auth-Token: ${TOKEN}" \
  --data-urlencode "sign_id=${SIGN_ID}" \
  --data-urlencode "start_time=$(( (NOW - 86400) * 1000 ))" \
  --data-urlencode "end_time=$(( NOW * 1000 ))" \
  --data-urlencode "limit=100"
