// Sends through the generated client to the sandbox, and reads every kind of answer as typed values.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"smn-sms-interop/smnsms"
)

type sandbox struct {
	client    *smnsms.ClientWithResponses
	url       string
	projectID string
	signID    string
}

func main() {
	log.SetFlags(0)
	box := sandbox{
		url:       os.Getenv("SMN_SMS_URL"),
		projectID: os.Getenv("SMN_SMS_PROJECT_ID"),
		signID:    os.Getenv("SMN_SMS_SIGN_ID"),
	}
	// A redirect would carry the token to another host.
	plain := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	authenticate := func(_ context.Context, request *http.Request) error {
		request.Header.Set("X-Auth-Token", os.Getenv("SMN_SMS_TOKEN"))
		return nil
	}
	box.client = must(smnsms.NewClientWithResponses(box.url,
		smnsms.WithHTTPClient(plain), smnsms.WithRequestEditorFn(authenticate)))

	var example smnsms.SmsBatch
	try(json.Unmarshal(must(os.ReadFile(os.Getenv("SMN_SMS_REQUEST"))), &example))
	taken := box.send(example)
	check("every message of the example is accepted", taken.JSON200 != nil && allAccepted(example, *taken.JSON200))
	check("the request has an id", taken.JSON200.RequestId != "")

	first := *taken.JSON200.Result[0].MessageId
	page := box.reportOf(first)
	check("a delivery report", page.Count == 1 && page.Data[0].MessageId == first &&
		page.Data[0].DeliverTime == nil && fmt.Sprint(page.Data[0].Status) == os.Getenv("SMN_SMS_REPORT_STATUS"))
	signs := must(box.client.ListSmsSignsWithResponse(context.Background(), box.projectID)).JSON200
	check("the signatures of the account",
		signs != nil && len(signs.SmsSigns) == 1 && fmt.Sprint(signs.SmsSigns[0].Status) == os.Getenv("SMN_SMS_SIGN_STATUS"))
	events := must(box.client.ListSmsEventWithResponse(context.Background(), box.projectID, nil)).JSON200
	check("the events that have a topic", events != nil && names(events.Callback) == os.Getenv("SMN_SMS_EVENTS"))

	accepted, rejected := read(box.send(box.batch("+8613800000009", "+8617099990227")).JSON200.Result)
	check("one message is accepted beside a rejected one", *accepted["+8613800000009"].MessageId != "")
	refusal := rejected["+8617099990227"]
	check("a rejected message has its code", *refusal.Code == "SMN.0227" && *refusal.Message != "")

	box.fault(`{"kind": "created"}`)
	created := box.send(box.batch("+8613800000010"))
	check("201 is read as 200", created.JSON201 != nil && len(created.JSON201.Result) == 1)

	refused := box.failure(`{"kind": "status", "status": 400, "body":
		{"code": "SMN.0087", "message": "not approved", "request_id": "r1"}}`)
	service := refused.JSON400
	check("an error of the service",
		service.Code != nil && *service.Code == "SMN.0087" && service.RequestId != nil && *service.RequestId == "r1")

	throttled := box.failure(`{"kind": "throttle", "retryAfter": 2}`)
	gateway := throttled.JSON429
	check("an error of the gateway",
		gateway.ErrorCode != nil && *gateway.ErrorCode == "APIGW.0308" && *gateway.ErrorMsg != "")
	wait := throttled.Headers429.RetryAfter
	check("Retry-After", wait != nil && *wait == "2")

	iam := box.failure(`{"kind": "status", "status": 401, "body":
		{"error": {"code": 401, "message": "The token is invalid", "title": "Unauthorized"}}}`).JSON401
	check("an error of IAM", iam.Error != nil && fmt.Sprint(iam.Error.Code) == "401" && iam.Error.Title != nil && *iam.Error.Title == "Unauthorized")

	html := box.failure(`{"kind": "status", "status": 502, "page": "html"}`)
	check("a page of a load balancer",
		html.StatusCode() == 502 && html.JSON502 == nil && strings.HasPrefix(string(html.Body), "<html>"))
}

func (box sandbox) send(batch smnsms.SmsBatch) *smnsms.SmsBatchPublishWithDiffMessageResponse {
	return must(box.client.SmsBatchPublishWithDiffMessageWithResponse(context.Background(), box.projectID, batch))
}

func (box sandbox) reportOf(messageID string) *smnsms.SmsMsgReportPage {
	now := time.Now()
	query := smnsms.ListSmsMsgReportParams{
		StartTime: now.Add(-time.Hour).UnixMilli(),
		EndTime:   now.Add(time.Hour).UnixMilli(),
		SignId:    box.signID,
		MessageId: &messageID,
	}
	answer := must(box.client.ListSmsMsgReportWithResponse(context.Background(), box.projectID, &query))
	if answer.JSON200 == nil {
		log.Fatalf("no report: %s", answer.Status())
	}
	return answer.JSON200
}

func (box sandbox) batch(endpoints ...string) (batch smnsms.SmsBatch) {
	for _, endpoint := range endpoints {
		message := smnsms.SmsMessage{Endpoint: endpoint, Message: "您的验证码是 482913。", SignId: &box.signID}
		batch.SmsMessage = append(batch.SmsMessage, message)
	}
	return batch
}

// fault tells the sandbox to fail the next request.
func (box sandbox) fault(body string) {
	answer := must(http.Post(box.url+"/__sandbox/faults", "application/json", strings.NewReader(body)))
	try(answer.Body.Close())
	if answer.StatusCode != http.StatusOK {
		log.Fatalf("the sandbox does not take %s: %s", body, answer.Status)
	}
}

func (box sandbox) failure(fault string) *smnsms.SmsBatchPublishWithDiffMessageResponse {
	box.fault(fault)
	return box.send(box.batch("+8613800000011"))
}

// read tells the results apart: an accepted message has an id.
func read(results []smnsms.SmsCommitResult) (accepted, rejected map[string]smnsms.SmsCommitResult) {
	accepted, rejected = map[string]smnsms.SmsCommitResult{}, map[string]smnsms.SmsCommitResult{}
	for _, result := range results {
		if result.MessageId != nil {
			accepted[result.Endpoint] = result
		} else {
			rejected[result.Endpoint] = result
		}
	}
	return accepted, rejected
}

func allAccepted(batch smnsms.SmsBatch, answer smnsms.BatchTaken) bool {
	accepted, rejected := read(answer.Result)
	for _, message := range batch.SmsMessage {
		if _, found := accepted[message.Endpoint]; !found {
			return false
		}
	}
	return len(rejected) == 0 && len(accepted) == len(batch.SmsMessage)
}

func names(callbacks []smnsms.SmsCallback) string {
	events := []string{}
	for _, callback := range callbacks {
		events = append(events, callback.EventType)
	}
	return strings.Join(events, ",")
}

func check(what string, holds bool) {
	if !holds {
		log.Fatalf("does not hold: %s", what)
	}
	fmt.Println("ok:", what)
}

func must[T any](value T, err error) T {
	try(err)
	return value
}

func try(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
