/** An event was enqueued outside a transaction: it could survive a change that was rolled back. */
export class NotInTransactionError extends Error {
  override readonly name = 'NotInTransactionError';
  constructor() {
    super('enqueue needs the manager of a running transaction: call it inside dataSource.transaction(…)');
  }
}

/** The connection that holds the relay's lock is lost, and the lock with it. */
export class RelaySessionLostError extends Error {
  override readonly name = 'RelaySessionLostError';
  constructor(options?: ErrorOptions) {
    super('The connection that holds the relay lock is lost', options);
  }
}
