import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class SendSms {
    public static void main(String[] args) throws Exception {
        String body = """
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
            """;
        HttpRequest request = HttpRequest.newBuilder()
            .uri(URI.create("https://smn.cn-north-4.myhuaweicloud.com/v2/"
                + System.getenv("PROJECT_ID") + "/notifications/sms"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("X-Auth-Token", System.getenv("TOKEN"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
        HttpResponse<String> response =
            HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        // Read every item of "result": it has a message_id (accepted) or a code (rejected).
        System.out.println(response.statusCode() + " " + response.body());
    }
}
