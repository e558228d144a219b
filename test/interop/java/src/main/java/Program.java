import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import smnsms.ApiClient;
import smnsms.ApiException;
import smnsms.ApiResponse;
import smnsms.api.CallbacksApi;
import smnsms.api.ReportsApi;
import smnsms.api.SendingApi;
import smnsms.api.SignaturesApi;
import smnsms.auth.ApiKeyAuth;
import smnsms.model.ErrorBody;
import smnsms.model.SmsBatch;
import smnsms.model.SmsBatchResult;
import smnsms.model.SmsCommitResult;
import smnsms.model.SmsMessage;
import smnsms.model.SmsMsgReportPage;

/** Sends through the generated client to the sandbox, and reads every kind of answer as typed values. */
public final class Program {
    private static final String URL = System.getenv("SMN_SMS_URL");
    private static final String PROJECT_ID = System.getenv("SMN_SMS_PROJECT_ID");
    private static final String SIGN_ID = System.getenv("SMN_SMS_SIGN_ID");

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.setBasePath(URL);
        ((ApiKeyAuth) client.getAuthentication("AuthToken")).setApiKey(System.getenv("SMN_SMS_TOKEN"));
        // A redirect would carry the token to another host; a repeated request sends every message again.
        client.setHttpClient(client.getHttpClient().newBuilder()
            .followRedirects(false).retryOnConnectionFailure(false).build());
        SendingApi api = new SendingApi(client);

        String json = Files.readString(Path.of(System.getenv("SMN_SMS_REQUEST")));
        SmsBatch example = SmsBatch.fromJson(json);
        SmsBatchResult taken = api.smsBatchPublishWithDiffMessage(PROJECT_ID, example);
        Set<String> sent = example.getSmsMessage().stream()
            .map(SmsMessage::getEndpoint).collect(Collectors.toSet());
        Set<String> accepted = taken.getResult().stream()
            .filter(one -> one.getMessageId() != null).map(SmsCommitResult::getEndpoint).collect(Collectors.toSet());
        check("every message of the example is accepted", sent.equals(accepted));
        check("the request has an id", taken.getRequestId() != null && !taken.getRequestId().isEmpty());

        String id = taken.getResult().get(0).getMessageId();
        long now = System.currentTimeMillis();
        SmsMsgReportPage reports = new ReportsApi(client).listSmsMsgReport(
            PROJECT_ID, now - 3_600_000, now + 3_600_000, SIGN_ID, id, null, null, null, null);
        check("a delivery report", reports.getCount() == 1
            && reports.getData().get(0).getMessageId().equals(id) && reports.getData().get(0).getDeliverTime() == null
            && reports.getData().get(0).getStatus().toString().equals(System.getenv("SMN_SMS_REPORT_STATUS")));
        check("the signatures of the account", new SignaturesApi(client).listSmsSigns(PROJECT_ID).getSmsSigns().stream()
            .map(one -> one.getStatus().toString()).toList().equals(java.util.List.of(System.getenv("SMN_SMS_SIGN_STATUS"))));
        check("the events that have a topic", new CallbacksApi(client).listSmsEvent(PROJECT_ID, null).getCallback().stream()
            .map(one -> one.getEventType()).collect(Collectors.joining(",")).equals(System.getenv("SMN_SMS_EVENTS")));

        Map<String, SmsCommitResult> results = new HashMap<>();
        for (SmsCommitResult one : api.smsBatchPublishWithDiffMessage(PROJECT_ID,
                batch(message("+8613800000009"), message("+8617099990227"))).getResult()) {
            results.put(one.getEndpoint(), one);
        }
        check("one message is accepted beside a rejected one",
            results.get("+8613800000009").getMessageId() != null);
        check("a rejected message has its code", results.get("+8617099990227").getMessageId() == null
            && results.get("+8617099990227").getCode().equals("SMN.0227"));

        fault("{\"kind\": \"created\"}");
        ApiResponse<SmsBatchResult> created = api.smsBatchPublishWithDiffMessageWithHttpInfo(
            PROJECT_ID, batch(message("+8613800000010")));
        check("201 is read as 200", created.getStatusCode() == 201 && created.getData().getResult().size() == 1);

        ApiException refused = failure(api, "{\"kind\": \"status\", \"status\": 400, \"body\": "
            + "{\"code\": \"SMN.0087\", \"message\": \"not approved\", \"request_id\": \"r1\"}}");
        check("an error of the service", refused.getCode() == 400
            && "SMN.0087".equals(errorOf(refused).getCode()) && "r1".equals(errorOf(refused).getRequestId()));

        ApiException throttled = failure(api, "{\"kind\": \"throttle\", \"retryAfter\": 2}");
        check("an error of the gateway", throttled.getCode() == 429
            && "APIGW.0308".equals(errorOf(throttled).getErrorCode()));
        check("Retry-After", throttled.getResponseHeaders().get("retry-after").get(0).equals("2"));

        ApiException iam = failure(api, "{\"kind\": \"status\", \"status\": 401, \"body\": "
            + "{\"error\": {\"code\": 401, \"message\": \"The token is invalid\", \"title\": \"Unauthorized\"}}}");
        // The code may be a number or a text; this library reads numbers without a type as floating-point ones.
        check("an error of IAM", errorOf(iam).getError().getCode() instanceof Number code && code.intValue() == 401
            && "Unauthorized".equals(errorOf(iam).getError().getTitle()));

        ApiException page = failure(api, "{\"kind\": \"status\", \"status\": 502, \"page\": \"html\"}");
        check("a page of a load balancer",
            page.getCode() == 502 && page.getResponseBody().startsWith("<html>"));
    }

    private static SmsMessage message(String endpoint) {
        return new SmsMessage().endpoint(endpoint).message("您的验证码是 482913。").signId(SIGN_ID);
    }

    private static SmsBatch batch(SmsMessage... messages) {
        return new SmsBatch().smsMessage(java.util.List.of(messages));
    }

    /** Tells the sandbox to fail the next request, and makes it. */
    private static ApiException failure(SendingApi api, String fault) throws Exception {
        fault(fault);
        try {
            api.smsBatchPublishWithDiffMessage(PROJECT_ID, batch(message("+8613800000011")));
        } catch (ApiException exception) {
            return exception;
        }
        throw new AssertionError("no failure for " + fault);
    }

    private static ErrorBody errorOf(ApiException exception) throws Exception {
        return ErrorBody.fromJson(exception.getResponseBody());
    }

    private static void fault(String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(URL + "/__sandbox/faults"))
            .POST(HttpRequest.BodyPublishers.ofString(json)).build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) throw new AssertionError(response.body());
    }

    private static void check(String what, boolean holds) {
        if (!holds) throw new AssertionError("does not hold: " + what);
        System.out.println("ok: " + what);
    }
}
