// Sends through the generated client to the sandbox, and reads every kind of answer as typed values.
import java.io.File
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import kotlin.system.exitProcess
import okhttp3.OkHttpClient
import smnsms.apis.CallbacksApi
import smnsms.apis.ReportsApi
import smnsms.apis.SendingApi
import smnsms.apis.SignaturesApi
import smnsms.infrastructure.ApiClient
import smnsms.infrastructure.ClientError
import smnsms.infrastructure.Serializer
import smnsms.infrastructure.ServerError
import smnsms.infrastructure.Success
import smnsms.models.ErrorBody
import smnsms.models.SmsBatch
import smnsms.models.SmsMessage

fun env(name: String): String = System.getenv(name) ?: ""

val url = env("SMN_SMS_URL")
val project = env("SMN_SMS_PROJECT_ID")
val sign = env("SMN_SMS_SIGN_ID")

// A redirect would carry the token to another host; a request that is sent again sends every message again.
val http: OkHttpClient = OkHttpClient.Builder().followRedirects(false).retryOnConnectionFailure(false).build()
val sending = SendingApi(url, http)

fun batch(vararg endpoints: String) =
    SmsBatch(endpoints.map { SmsMessage(endpoint = it, message = "您的验证码是 482913。", signId = sign) })

class Failure(val status: Int, val headers: Map<String, List<String>>, val text: String) {
    val body: ErrorBody? by lazy { Serializer.moshi.adapter(ErrorBody::class.java).fromJson(text) }
}

/** Tells the sandbox to fail the next request, and makes it. */
fun failure(json: String): Failure {
    fault(json)
    return when (val answer = sending.smsBatchPublishWithDiffMessageWithHttpInfo(project, batch("+8613800000011"))) {
        is ClientError<*> -> Failure(answer.statusCode, answer.headers, answer.body.toString())
        is ServerError<*> -> Failure(answer.statusCode, answer.headers, answer.body.toString())
        else -> error("no failure for $json")
    }
}

fun fault(json: String) {
    val request = HttpRequest.newBuilder(URI.create("$url/__sandbox/faults"))
        .POST(HttpRequest.BodyPublishers.ofString(json)).build()
    val answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString())
    check(answer.statusCode() == 200) { answer.body() }
}

fun holds(what: String, that: Boolean) {
    check(that) { "does not hold: $what" }
    println("ok: $what")
}

fun main() {
    ApiClient.apiKey["X-Auth-Token"] = env("SMN_SMS_TOKEN")

    val example = Serializer.moshi.adapter(SmsBatch::class.java).fromJson(File(env("SMN_SMS_REQUEST")).readText())!!
    val taken = sending.smsBatchPublishWithDiffMessage(project, example)
    val accepted = taken.result.filter { it.messageId != null }.map { it.endpoint }.toSet()
    holds("every message of the example is accepted", accepted == example.smsMessage.map { it.endpoint }.toSet())
    holds("the request has an id", taken.requestId.isNotEmpty())

    val id = taken.result.first().messageId
    val now = System.currentTimeMillis()
    val page = ReportsApi(url, http).listSmsMsgReport(project, now - 3_600_000, now + 3_600_000, sign, id)
    val report = page.`data`.first()
    holds(
        "a delivery report",
        report.messageId == id && report.deliverTime == null && "${report.status}" == env("SMN_SMS_REPORT_STATUS"),
    )
    val signs = SignaturesApi(url, http).listSmsSigns(project).smsSigns
    holds("the signatures of the account", signs.map { "${it.status}" } == listOf(env("SMN_SMS_SIGN_STATUS")))
    val events = CallbacksApi(url, http).listSmsEvent(project).callback
    holds("the events that have a topic", events.joinToString(",") { it.eventType } == env("SMN_SMS_EVENTS"))

    val results = sending.smsBatchPublishWithDiffMessage(project, batch("+8613800000009", "+8617099990227")).result
        .associateBy { it.endpoint }
    holds("one message is accepted beside a rejected one", results["+8613800000009"]?.messageId != null)
    holds("a rejected message has its code", results["+8617099990227"]?.code == "SMN.0227")

    fault("""{"kind": "created"}""")
    val created = sending.smsBatchPublishWithDiffMessageWithHttpInfo(project, batch("+8613800000010"))
    holds("201 is read as 200", created is Success<*> && created.statusCode == 201)

    val service = failure(
        """{"kind": "status", "status": 400, "body":
            {"code": "SMN.0087", "message": "not approved", "request_id": "r1"}}""",
    )
    holds("an error of the service", service.body?.code == "SMN.0087" && service.body?.requestId == "r1")

    val throttled = failure("""{"kind": "throttle", "retryAfter": 2}""")
    holds("an error of the gateway", throttled.status == 429 && throttled.body?.errorCode == "APIGW.0308")
    holds("Retry-After", throttled.headers.entries.any { it.key.lowercase() == "retry-after" && it.value == listOf("2") })

    val iam = failure(
        """{"kind": "status", "status": 401, "body":
            {"error": {"code": 401, "message": "The token is invalid", "title": "Unauthorized"}}}""",
    ).body?.error
    // The code may be a number or a text; a number without a type is read as a floating-point one.
    holds("an error of IAM", (iam?.code as? Number)?.toInt() == 401 && iam.title == "Unauthorized")

    val html = failure("""{"kind": "status", "status": 502, "page": "html"}""")
    holds("a page of a load balancer", html.status == 502 && html.text.startsWith("<html>"))
    exitProcess(0)
}
