/** Calls a control endpoint: `call("POST faults", {...})`. Throws an error with the sandbox's own words. */
export async function call(what: string, body?: unknown): Promise<unknown> {
  const [method = "GET", path = ""] = what.split(" ");
  const response = await fetch(`/__sandbox/${path}`, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  if (response.status === 204) return undefined;
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error((answer as { error_msg?: string }).error_msg ?? String(response.status));
  return answer;
}
