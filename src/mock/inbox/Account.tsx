import type { JSX, TargetedEvent } from "preact";
import { useState } from "preact/hooks";
import type { MockSign } from "../options/mockOptions.js";
import { Failure } from "./Failure.js";
import { timeText, useCall, usePage } from "./context.js";

type Act = ReturnType<typeof useCall>["act"];

/** Signatures, balance and clock of the account, and a way back to the beginning. */
export function Account(): JSX.Element {
  const { act, failure } = useCall();
  return (
    <>
      <Signs act={act} />
      <Balance act={act} />
      <Clock act={act} />
      <Reset act={act} />
      <Failure reason={failure} />
    </>
  );
}

const statuses: readonly MockSign["status"][] = ["approved", "pending", "refused", "deleted"];
const types: readonly MockSign["sign_type"][] = ["notification", "promotion"];

function Signs({ act }: { act: Act }): JSX.Element {
  const { t, store } = usePage();
  const add = (event: TargetedEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    void act("POST signs", Object.fromEntries(new FormData(form))).then((isDone) => isDone && form.reset());
  };
  return (
    <section>
      <h2>{t("signs")}</h2>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("signName")}</th>
              <th scope="col">{t("signId")}</th>
              <th scope="col">{t("signType")}</th>
              <th scope="col">{t("status")}</th>
            </tr>
          </thead>
          <tbody>
            {store.summary?.signs.map((sign) => (
              <tr key={sign.sign_id}>
                <td>
                  <bdi>【{sign.sign_name}】</bdi>
                </td>
                <td>
                  <code>{sign.sign_id}</code>
                </td>
                <td>{t(sign.sign_type)}</td>
                <td>
                  <select
                    aria-label={`${t("status")} ${sign.sign_name}`}
                    value={sign.status}
                    onChange={(event) =>
                      void act("POST signs", { sign_id: sign.sign_id, status: event.currentTarget.value })
                    }
                  >
                    {statuses.map((status) => (
                      <option key={status} value={status}>
                        {t(status)}
                      </option>
                    ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <form class="line" onSubmit={add}>
        <label>
          {t("signName")} <input name="sign_name" required maxLength={32} pattern="[^【】]+" />
        </label>
        <label>
          {t("signId")} <input name="sign_id" required maxLength={64} pattern="[\w\-]+" />
        </label>
        <label>
          {t("signType")}{" "}
          <select name="sign_type">
            {types.map((type) => (
              <option key={type} value={type}>
                {t(type)}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{t("addSign")}</button>
      </form>
    </section>
  );
}

function Balance({ act }: { act: Act }): JSX.Element {
  const { t, store } = usePage();
  const [text, setText] = useState("");
  const balance = store.summary?.balance;
  return (
    <section>
      <h2>{t("balance")}</h2>
      <p>{t("balanceLeft", { balance: balance ?? t("unlimited") })}</p>
      <form
        class="line"
        onSubmit={(event) => {
          event.preventDefault();
          void act("POST balance", { balance: Number(text) });
        }}
      >
        <label>
          <span class="unseen">{t("balance")}</span>
          <input
            type="number"
            min={0}
            required
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{t("setBalance")}</button>
        <button type="button" onClick={() => void act("POST balance", { balance: null })}>
          {t("noLimit")}
        </button>
      </form>
    </section>
  );
}

const steps = [
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
] as const;

function Clock({ act }: { act: Act }): JSX.Element {
  const { t, store, language } = usePage();
  const canMove = store.summary?.clock_control === true;
  return (
    <section>
      <h2>{t("clock")}</h2>
      <p>{t("sandboxTime", { time: timeText(store.now(), language) })}</p>
      <div class="line">
        {steps.map(([word, advanceMs]) => (
          <button
            key={word}
            type="button"
            disabled={!canMove}
            onClick={() => void act("POST clock", { advanceMs })}
          >
            {t("forward", { time: t(word) })}
          </button>
        ))}
      </div>
      {!canMove && <p class="note">{t("noClock")}</p>}
    </section>
  );
}

function Reset({ act }: { act: Act }): JSX.Element {
  const { t } = usePage();
  return (
    <section>
      <h2>{t("reset")}</h2>
      <p>{t("resetIntro")}</p>
      <button type="button" class="danger" onClick={() => void act("DELETE messages")}>
        {t("resetNow")}
      </button>
    </section>
  );
}
