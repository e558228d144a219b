/** The order and its text: both are there, or neither. */
export async function placeOrder({ pool, boss, ledger }, { phone, text, sign_id }) {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query("insert into orders (phone) values ($1) returning id", [phone]);
    const job = { key: `order ${rows[0].id}`, messages: [{ endpoint: phone, message: text, sign_id }] };
    await ledger.plan([{ key: job.key, messages: 1 }], { client });
    await boss.send("codes", job, { db: { executeSql: (sql, values) => client.query(sql, values) } });
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

/** In every worker. Codes that wait at the same time share a request; a result has no text and no number. */
export async function sendCodes({ boss, ledger, sms }) {
  await boss.createQueue("codes", { retryLimit: 1_000_000, retryDelay: 1, notify: true });
  const options = {
    batchSize: 50,
    burstWhenBatchFull: true,
    perJobResults: true,
    pollingIntervalSeconds: 1,
    notifyPollingIntervalSeconds: 5,
  };
  await boss.work("codes", options, async (jobs) => {
    const results = await ledger.sendEach(
      sms,
      jobs.map(({ data }) => data),
    );
    const isDone = (n) => "outcomes" in results[n];
    return jobs.map(({ id }, n) => ({ id, status: isDone(n) ? "completed" : "failed", output: results[n] }));
  });
}
