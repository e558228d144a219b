import { Refused } from "../contract/refused.js";
import type { SignatureReport } from "./signatureReport.js";

/** A refusal because of the signature; the report is for whoever looks at the sandbox, not for the answer. */
export class SignatureRefused extends Refused {
  readonly report: SignatureReport;

  constructor({ status, body, headers }: Refused, report: SignatureReport) {
    super(status, body, headers);
    this.report = report;
  }
}
