/** Makes work that never runs inside itself: when it is asked for while it runs, it runs once more afterwards. */
export function withoutReentry(work: () => void): () => void {
  let isRunning = false;
  let isWanted = false;
  return () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    try {
      while (isWanted) {
        isWanted = false;
        work();
      }
    } finally {
      isRunning = false;
    }
  };
}
