import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { magicNumbers } from "../account/magicNumbers.js";
import { call } from "./api.js";
import { usePage } from "./context.js";

type MagicNumber = (typeof magicNumbers)[number];

/** The numbers whose messages always end in the same way. */
export function Numbers(): JSX.Element {
  const { t } = usePage();
  const [rows, setRows] = useState<readonly MagicNumber[]>([]);
  useEffect(() => {
    void call("GET numbers").then((answer) => setRows((answer as { numbers: MagicNumber[] }).numbers));
  }, []);
  const effectOf = ({ code, meaning, fate }: MagicNumber): string => {
    if (fate === undefined) return `${t("rejected")}: ${code ?? ""} – ${meaning ?? ""}`;
    if (fate.comes === "never") return t("never");
    return `${t("reportedAs", { status: fate.status_desc })}${fate.comes === "late" ? t("late") : ""}`;
  };
  return (
    <>
      <h2>{t("numbers")}</h2>
      <p>{t("numbersIntro")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("number")}</th>
            <th scope="col">{t("effect")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.number}>
              <td>
                <code>+86{row.number}</code>
              </td>
              <td>{effectOf(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
