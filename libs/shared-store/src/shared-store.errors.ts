/** The store could not answer in time, or refused; whoever asked must do without it. */
export class SharedStoreUnavailableError extends Error {
  override readonly name = 'SharedStoreUnavailableError';
}

/** A store cannot be opened with these options; the message says what is allowed. */
export class SharedStoreOptionsError extends Error {
  override readonly name = 'SharedStoreOptionsError';
}
