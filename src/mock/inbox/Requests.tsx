import type { JSX } from "preact";
import type { RequestRecord } from "../account/requestRecord.js";
import { VirtualList } from "./VirtualList.js";
import { timeText, usePage } from "./context.js";
import { follow, hrefOf } from "./route.js";

/** The requests, newest first; each opens to show how and why it was answered as it was. */
export function Requests(): JSX.Element {
  const { t, store } = usePage();
  if (store.requests.length === 0) return <p class="note">{t("noRequests")}</p>;
  return (
    <VirtualList
      label={t("requests")}
      items={store.requests}
      keyOf={({ request_id }) => request_id}
      estimate={64}
      render={(request) => <Row request={request} />}
    />
  );
}

function Row({ request }: { request: RequestRecord }): JSX.Element {
  const { t, language, go } = usePage();
  const { status, accepted, rejected, signature } = request;
  const search = { search: request.request_id };
  return (
    <details class="request">
      <summary>
        <span class={status >= 200 && status < 300 ? "chip good" : "chip bad"}>
          {status === 0 ? t("noAnswer") : status}
        </span>
        <span class="operation">{request.operationId ?? `${request.method} ${request.path}`}</span>
        {accepted !== undefined && <span>{t("messagesOf", { accepted, rejected: rejected ?? 0 })}</span>}
        {request.fault !== undefined && <span class="chip fault">{request.fault}</span>}
        {request.code !== undefined && <span class="chip bad">{request.code}</span>}
        <time>{timeText(request.at, language)}</time>
      </summary>
      <dl>
        <Fact name={t("requestId")} value={request.request_id} />
        <Fact name={t("path")} value={`${request.method} ${request.path}`} />
        <Fact name={t("credentials")} value={request.auth} />
        <Fact name={t("answer")} value={answerText(request)} />
        {request.fault !== undefined && <Fact name={t("faultOf")} value={request.fault} />}
        {signature !== undefined && (
          <>
            <Fact name={t("signature")} value={signature.reason} />
            <Fact name={t("accessKey")} value={signature.access_key} />
            <Fact name={t("signedHeaders")} value={signature.signed_headers} />
            <Fact name={t("receivedSignature")} value={signature.received} />
            <Fact name={t("expectedSignature")} value={signature.expected} />
            <Fact name={t("canonical")} value={signature.canonical_request} isCode />
            <Fact name={t("stringToSign")} value={signature.string_to_sign} isCode />
          </>
        )}
      </dl>
      {(accepted ?? 0) + (rejected ?? 0) > 0 && (
        <a href={hrefOf(search)} onClick={follow(go, search)}>
          {t("showTexts")}
        </a>
      )}
    </details>
  );
}

function Fact({
  name,
  value,
  isCode = false,
}: {
  name: string;
  value: string | null;
  isCode?: boolean;
}): JSX.Element | null {
  if (value === null || value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{isCode ? <pre tabIndex={0}>{value}</pre> : <bdi>{value}</bdi>}</dd>
    </div>
  );
}

function answerText({ status, code, reason }: RequestRecord): string {
  return [status === 0 ? "–" : status, code, reason].filter((part) => part !== undefined).join(" ");
}
