package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

const body = `{
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
}`

func main() {
	url := "https://smn.cn-north-4.myhuaweicloud.com/v2/" + os.Getenv("PROJECT_ID") + "/notifications/sms"
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Auth-Token", os.Getenv("TOKEN"))

	client := &http.Client{
		Timeout: 30 * time.Second,
		// A redirect would carry the token to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		log.Fatal(err) // the messages may have been sent: do not retry
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	// Read every item of "result": it has a message_id (accepted) or a code (rejected).
	fmt.Println(response.Status, string(answer))
}
