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
import smnsms.api.ReportsApi;
import smnsms.api.SendingApi;
import smnsms.auth.ApiKeyAuth;
import smnsms.model.ErrorBody;
import smnsms.model.GatewayErrorBody;
import smnsms.model.IamErrorBody;
import smnsms.model.ListSmsMsgReportResponse;
import smnsms.model.SignedSmsMessage;
import smnsms.model.SmnErrorBody;
import smnsms.model.SmsBatchPublishWithDiffMessageRequest;
import smnsms.model.SmsBatchPublishWithDiffMessageResponse;
import smnsms.model.SmsCommitAccepted;
import smnsms.model.SmsCommitRejected;
import smnsms.model.SmsCommitResult;
import smnsms.model.SmsMessage;

/** Sends through the generated client to the sandbox, and reads every kind of answer as typed values. */
public final class Program {
    private static final String URL = System.getenv("SMN_SMS_URL");
    private static final String PROJECT_ID = System.getenv("SMN_SMS_PROJECT_ID");
    private static final String SIGN_ID = System.getenv("SMN_SMS_SIGN_ID");

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.setBasePath(URL);
        // The document has two ways to authenticate: setApiKey() would fill in the first, whichever that is.
        ((ApiKeyAuth) client.getAuthentication("AuthToken")).setApiKey(System.getenv("SMN_SMS_TOKEN"));
        // A redirect would carry the token to another host; a repeated request sends every message again.
        client.setHttpClient(client.getHttpClient().newBuilder()
            .followRedirects(false).retryOnConnectionFailure(false).build());
        SendingApi api = new SendingApi(client);

        String json = Files.readString(Path.of(System.getenv("SMN_SMS_REQUEST")));
        SmsBatchPublishWithDiffMessageRequest example = SmsBatchPublishWithDiffMessageRequest.fromJson(json);
        SmsBatchPublishWithDiffMessageResponse taken = api.smsBatchPublishWithDiffMessage(PROJECT_ID, example);
        Set<String> sent = example.getSmsMessage().stream()
            .map(one -> one.getSignedSmsMessage().getEndpoint()).collect(Collectors.toSet());
        Set<String> accepted = taken.getResult().stream()
            .map(one -> one.getSmsCommitAccepted().getEndpoint()).collect(Collectors.toSet());
        check("every message of the example is accepted", sent.equals(accepted));
        check("the request has an id", taken.getRequestId() != null && !taken.getRequestId().isEmpty());

        String id = taken.getResult().get(0).getSmsCommitAccepted().getMessageId();
        long now = System.currentTimeMillis();
        ListSmsMsgReportResponse reports = new ReportsApi(client).listSmsMsgReport(
            PROJECT_ID, now - 3_600_000, now + 3_600_000, SIGN_ID, id, null, null, null, null);
        check("a delivery report", reports.getCount() == 1
            && reports.getData().get(0).getMessageId().equals(id) && reports.getData().get(0).getDeliverTime() == null);

        Map<String, Object> results = new HashMap<>();
        for (SmsCommitResult one : api.smsBatchPublishWithDiffMessage(PROJECT_ID,
                batch(message("+8613800000009"), message("+8617099990227"))).getResult()) {
            Object actual = one.getActualInstance();
            results.put(actual instanceof SmsCommitAccepted a ? a.getEndpoint()
                : ((SmsCommitRejected) actual).getEndpoint(), actual);
        }
        check("one message is accepted beside a rejected one",
            results.get("+8613800000009") instanceof SmsCommitAccepted a && !a.getMessageId().isEmpty());
        check("a rejected message has its code", results.get("+8617099990227") instanceof SmsCommitRejected r
            && r.getCode().equals("SMN.0227") && !r.getMessage().isEmpty());

        fault("{\"kind\": \"created\"}");
        ApiResponse<SmsBatchPublishWithDiffMessageResponse> created = api.smsBatchPublishWithDiffMessageWithHttpInfo(
            PROJECT_ID, batch(message("+8613800000010")));
        check("201 is read as 200", created.getStatusCode() == 201 && created.getData().getResult().size() == 1);

        ApiException refused = failure(api, "{\"kind\": \"status\", \"status\": 400, \"body\": "
            + "{\"code\": \"SMN.0087\", \"message\": \"not approved\", \"request_id\": \"r1\"}}");
        check("an error of the service", refused.getCode() == 400
            && errorOf(refused) instanceof SmnErrorBody e && e.getCode().equals("SMN.0087") && e.getRequestId().equals("r1"));

        ApiException throttled = failure(api, "{\"kind\": \"throttle\", \"retryAfter\": 2}");
        check("an error of the gateway", throttled.getCode() == 429
            && errorOf(throttled) instanceof GatewayErrorBody e && e.getErrorCode().equals("APIGW.0308"));
        check("Retry-After", throttled.getResponseHeaders().get("retry-after").get(0).equals("2"));

        ApiException iam = failure(api, "{\"kind\": \"status\", \"status\": 401, \"body\": "
            + "{\"error\": {\"code\": 401, \"message\": \"The token is invalid\", \"title\": \"Unauthorized\"}}}");
        check("an error of IAM", errorOf(iam) instanceof IamErrorBody e
            && e.getError().getCode().getActualInstance().equals(401)
            && e.getError().getTitle().equals("Unauthorized"));

        ApiException page = failure(api, "{\"kind\": \"status\", \"status\": 502, \"page\": \"html\"}");
        check("a page of a load balancer",
            page.getCode() == 502 && page.getResponseBody().startsWith("<html>"));
    }

    private static SmsMessage message(String endpoint) {
        return new SmsMessage(new SignedSmsMessage().endpoint(endpoint).message("您的验证码是 482913。").signId(SIGN_ID));
    }

    private static SmsBatchPublishWithDiffMessageRequest batch(SmsMessage... messages) {
        return new SmsBatchPublishWithDiffMessageRequest().smsMessage(java.util.List.of(messages));
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

    private static Object errorOf(ApiException exception) throws Exception {
        return ErrorBody.fromJson(exception.getResponseBody()).getActualInstance();
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
