import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Fault } from "../faults/fault.js";
import { Failure } from "./Failure.js";
import { useCall, usePage } from "./context.js";
import type { Word } from "./english.js";

const choices: readonly (readonly [Word, Fault])[] = [
  ["throttle", { kind: "throttle", retryAfter: 1 }],
  ["tokenExpired", { kind: "tokenExpired" }],
  ["resetBefore", { kind: "reset", when: "before" }],
  ["resetAfter", { kind: "reset", when: "after" }],
  ["stall", { kind: "stall", when: "after" }],
  ["error500", { kind: "status", status: 500 }],
  ["htmlPage", { kind: "status", status: 502, page: "html" }],
  ["missingResult", { kind: "results", change: "missing" }],
  ["reorderedResults", { kind: "results", change: "reordered" }],
  ["latency", { kind: "latency", ms: 3000 }],
];

/** Failures to order, and those that are pending. */
export function Faults(): JSX.Element {
  const { t, store } = usePage();
  const { act, failure } = useCall();
  const [times, setTimes] = useState(1);
  const [isAlways, setAlways] = useState(false);
  const pending = store.summary?.faults ?? [];
  return (
    <>
      <h2>{t("addFault")}</h2>
      <div class="line">
        <label>
          {t("times")}{" "}
          <input
            type="number"
            min={1}
            max={9999}
            value={times}
            disabled={isAlways}
            onInput={(event) => setTimes(Math.max(1, Math.trunc(event.currentTarget.valueAsNumber || 1)))}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={isAlways}
            onChange={(event) => setAlways(event.currentTarget.checked)}
          />{" "}
          {t("always")}
        </label>
      </div>
      <div class="choices">
        {choices.map(([word, fault]) => (
          <button
            key={word}
            type="button"
            onClick={() => void act("POST faults", { ...fault, times: isAlways ? "always" : times })}
          >
            {t(word)}
          </button>
        ))}
      </div>
      <h2>{t("pendingFaults")}</h2>
      {pending.length === 0 ? (
        <p class="note">{t("noFaults")}</p>
      ) : (
        <ol class="pending">
          {pending.map(({ times: left, ...fault }, index) => (
            <li key={index}>
              <code>{JSON.stringify(fault)}</code>{" "}
              <span class="count">{left === "always" ? t("always") : `${left ?? 1} ×`}</span>
            </li>
          ))}
        </ol>
      )}
      <button type="button" disabled={pending.length === 0} onClick={() => void act("DELETE faults")}>
        {t("removeFaults")}
      </button>
      <Failure reason={failure} />
    </>
  );
}
