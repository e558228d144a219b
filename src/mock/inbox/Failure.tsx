import type { JSX } from "preact";
import { usePage } from "./context.js";

/** Says why the last action did not work. */
export function Failure({ reason }: { reason: string | undefined }): JSX.Element {
  const { t } = usePage();
  return (
    <p role="alert" class={reason === undefined ? "empty" : "failure"}>
      {reason !== undefined && t("failure", { reason })}
    </p>
  );
}
