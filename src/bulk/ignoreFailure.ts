/** Keeps the rejection of a promise that should have been none from ending the process. */
export function ignoreFailure(answer: unknown): void {
  // Resolved, so that even a `then` that throws is a rejection.
  void Promise.resolve(answer).then(undefined, () => undefined);
}
