//! Sends through the generated client to the sandbox, and reads every kind of answer as typed values.

use std::collections::{BTreeMap, BTreeSet};
use std::env::var;
use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::redirect::Policy;
use smn_sms_client::apis::callbacks_api::{ListSmsEventSuccess, list_sms_event};
use smn_sms_client::apis::configuration::{ApiKey, Configuration};
use smn_sms_client::apis::reports_api::{ListSmsMsgReportSuccess, list_sms_msg_report};
use smn_sms_client::apis::sending_api::{
    SmsBatchPublishWithDiffMessageError as SendError,
    SmsBatchPublishWithDiffMessageSuccess as SendSuccess, sms_batch_publish_with_diff_message,
};
use smn_sms_client::apis::signatures_api::{ListSmsSignsSuccess, list_sms_signs};
use smn_sms_client::apis::{Error, ResponseContent};
use smn_sms_client::models::{ErrorBody, SmsBatch, SmsBatchResult, SmsMessage, SmsMsgReportPage};

type Failure = Box<dyn std::error::Error>;

struct Sandbox {
    configuration: Configuration,
    project_id: String,
    sign_id: String,
}

impl Sandbox {
    async fn send(
        &self,
        batch: SmsBatch,
    ) -> Result<ResponseContent<SendSuccess>, Error<SendError>> {
        sms_batch_publish_with_diff_message(&self.configuration, &self.project_id, batch).await
    }

    fn batch(&self, endpoints: &[&str]) -> SmsBatch {
        let message = |endpoint: &&str| {
            let text = "您的验证码是 482913。".to_owned();
            SmsMessage {
                sign_id: Some(self.sign_id.clone()),
                ..SmsMessage::new((*endpoint).to_owned(), text)
            }
        };
        SmsBatch::new(endpoints.iter().map(message).collect())
    }

    async fn report_of(&self, message_id: &str) -> Result<SmsMsgReportPage, Failure> {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let (from, to) = (now - 3_600_000, now + 3_600_000);
        let (project, sign) = (&self.project_id, &self.sign_id);
        let id = Some(message_id);
        let answer = list_sms_msg_report(
            &self.configuration,
            project,
            from,
            to,
            sign,
            id,
            None,
            None,
            None,
            None,
        )
        .await?;
        match answer.entity {
            Some(ListSmsMsgReportSuccess::Status200(page)) => Ok(page),
            other => Err(format!("not the documented answer: {other:?}").into()),
        }
    }

    /// Tells the sandbox to fail the next request.
    async fn fault(&self, json: &'static str) -> Result<(), Failure> {
        let url = format!("{}/__sandbox/faults", self.configuration.base_path);
        let answer = self
            .configuration
            .client
            .post(url)
            .body(json)
            .send()
            .await?;
        answer.error_for_status()?;
        Ok(())
    }

    /// Tells the sandbox to fail the next request, and makes it.
    async fn failure(&self, json: &'static str) -> Result<ResponseContent<SendError>, Failure> {
        self.fault(json).await?;
        match self.send(self.batch(&["+8613800000011"])).await {
            Err(Error::ResponseError(content)) => Ok(content),
            other => Err(format!("no failure for {json}: {other:?}").into()),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let client = reqwest::Client::builder()
        .redirect(Policy::none()) // a redirect would carry the token to another host
        .build()?;
    let sandbox = Sandbox {
        configuration: Configuration {
            base_path: var("SMN_SMS_URL")?,
            client,
            api_key: Some(ApiKey {
                prefix: None,
                key: var("SMN_SMS_TOKEN")?,
            }),
            ..Configuration::new()
        },
        project_id: var("SMN_SMS_PROJECT_ID")?,
        sign_id: var("SMN_SMS_SIGN_ID")?,
    };

    let json = std::fs::read_to_string(var("SMN_SMS_REQUEST")?)?;
    let example: SmsBatch = serde_json::from_str(&json)?;
    let sent: BTreeSet<String> = example
        .sms_message
        .iter()
        .map(|one| one.endpoint.clone())
        .collect();
    let taken = taken(sandbox.send(example).await?)?;
    let accepted: BTreeMap<String, String> = taken
        .result
        .iter()
        .filter_map(|one| Some((one.endpoint.clone(), one.message_id.clone()?)))
        .collect();
    check(
        "every message of the example is accepted",
        accepted.keys().eq(&sent),
    )?;
    check("the request has an id", !taken.request_id.is_empty())?;

    let id = accepted.values().next().ok_or("no id")?;
    let page = sandbox.report_of(id).await?;
    check(
        "a delivery report",
        page.count == 1
            && page.data[0].message_id == *id
            && page.data[0].deliver_time.clone().flatten().is_none()
            && page.data[0].status.to_string() == var("SMN_SMS_REPORT_STATUS")?,
    )?;

    let signs = list_sms_signs(&sandbox.configuration, &sandbox.project_id).await?;
    check(
        "the signatures of the account",
        matches!(signs.entity, Some(ListSmsSignsSuccess::Status200(list))
            if list.sms_signs.len() == 1
                && list.sms_signs[0].status.to_string() == var("SMN_SMS_SIGN_STATUS")?),
    )?;
    let events = list_sms_event(&sandbox.configuration, &sandbox.project_id, None).await?;
    let Some(ListSmsEventSuccess::Status200(events)) = events.entity else {
        return Err("not the documented answer".into());
    };
    let names: Vec<String> = events
        .callback
        .into_iter()
        .map(|one| one.event_type)
        .collect();
    check(
        "the events that have a topic",
        names.join(",") == var("SMN_SMS_EVENTS")?,
    )?;

    let answer = sandbox
        .send(sandbox.batch(&["+8613800000009", "+8617099990227"]))
        .await?;
    let mut accepted = BTreeMap::new();
    let mut rejected = BTreeMap::new();
    for one in self::taken(answer)?.result {
        match (one.message_id, one.code) {
            (Some(id), _) => accepted.insert(one.endpoint, id),
            (None, code) => rejected.insert(one.endpoint, code.unwrap_or_default()),
        };
    }
    check(
        "one message is accepted beside a rejected one",
        accepted
            .get("+8613800000009")
            .is_some_and(|id| !id.is_empty()),
    )?;
    check(
        "a rejected message has its code",
        rejected
            .get("+8617099990227")
            .is_some_and(|code| code == "SMN.0227"),
    )?;

    sandbox.fault(r#"{"kind": "created"}"#).await?;
    let created = sandbox.send(sandbox.batch(&["+8613800000010"])).await?;
    check(
        "201 is read as 200",
        created.status == 201 && self::taken(created)?.result.len() == 1,
    )?;

    let refused = sandbox
        .failure(
            r#"{"kind": "status", "status": 400, "body":
                {"code": "SMN.0087", "message": "not approved", "request_id": "r1"}}"#,
        )
        .await?;
    check(
        "an error of the service",
        refused.status == 400
            && error_of(&refused).is_some_and(|body| {
                body.code.as_deref() == Some("SMN.0087")
                    && body.request_id.as_deref() == Some("r1")
            }),
    )?;

    let throttled = sandbox
        .failure(r#"{"kind": "throttle", "retryAfter": 2}"#)
        .await?;
    check(
        "an error of the gateway",
        throttled.status == 429
            && error_of(&throttled)
                .is_some_and(|body| body.error_code.as_deref() == Some("APIGW.0308")),
    )?;

    let iam = sandbox
        .failure(
            r#"{"kind": "status", "status": 401, "body":
                {"error": {"code": 401, "message": "The token is invalid", "title": "Unauthorized"}}}"#,
        )
        .await?;
    check(
        "an error of IAM",
        error_of(&iam)
            .and_then(|body| body.error.as_ref())
            .is_some_and(|error| {
                error.code == Some(serde_json::json!(401))
                    && error.title.as_deref() == Some("Unauthorized")
            }),
    )?;

    let page = sandbox
        .failure(r#"{"kind": "status", "status": 502, "page": "html"}"#)
        .await?;
    check(
        "a page of a load balancer",
        page.status == 502 && page.entity.is_none() && page.content.starts_with("<html>"),
    )?;
    Ok(())
}

/// The untagged enums try their variants in order, so the first one that fits counts, whatever the status.
fn taken(
    answer: ResponseContent<SendSuccess>,
) -> Result<SmsBatchResult, Failure> {
    match answer.entity {
        Some(SendSuccess::Status200(body) | SendSuccess::Status201(body)) => Ok(body),
        other => Err(format!("not the documented answer: {other:?}").into()),
    }
}

fn error_of(answer: &ResponseContent<SendError>) -> Option<&ErrorBody> {
    match answer.entity.as_ref()? {
        SendError::Status400(body) => Some(body),
        _ => None,
    }
}

fn check(what: &str, holds: bool) -> Result<(), Failure> {
    if !holds {
        return Err(format!("does not hold: {what}").into());
    }
    println!("ok: {what}");
    Ok(())
}
