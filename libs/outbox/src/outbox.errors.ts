/** An event was to be kept outside a transaction: it could then survive a change that did not happen. */
export class NotInTransactionError extends Error {
  override readonly name = 'NotInTransactionError';
  constructor() {
    super('enqueue needs the manager of a running transaction: call it inside dataSource.transaction(…)');
  }
}

/** The connection that holds the relay's lock is gone, and the lock with it. */
export class RelaySessionLostError extends Error {
  override readonly name = 'RelaySessionLostError';
  constructor(options?: ErrorOptions) {
    super('The connection that holds the relay lock is lost', options);
  }
}
