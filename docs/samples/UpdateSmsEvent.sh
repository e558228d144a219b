# Needs TOKEN, PROJECT_ID and TOPIC_URN.
curl --silent --show-error --fail-with-body --max-time 30 --request PUT \
  "https://smn.cn-north-4.myhuaweicloud.com/v2/${PROJECT_ID}/notifications/sms/callback" \
  --header "Content-Type: application/json" \
  --header "X-Auth-Token: ${TOKEN}" \
  --data-binary @- <<JSON
{
  "callback": [
    { "event_type": "sms_success_event", "topic_urn": "${TOPIC_URN}" },
    { "event_type": "sms_fail_event", "topic_urn": "${TOPIC_URN}" }
  ]
}
JSON
