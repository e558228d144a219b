export const tools = ["curl"];

/** The faults that the guide orders are those that the sandbox knows. */
export function run({ runGuide }) {
  const answers = runGuide("Test with the sandbox").trim().split("}{").length;
  if (answers !== 5) throw new Error(`expected five answers with a body, got ${answers}`);
  return ["the sandbox takes the guide's faults"];
}
