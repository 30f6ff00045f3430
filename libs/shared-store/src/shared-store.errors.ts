/** The store could not answer in time, or refused; the caller must do without it. */
export class SharedStoreUnavailableError extends Error {
  override readonly name = 'SharedStoreUnavailableError';
}

/** No store can be opened with these options; the message says what is allowed. */
export class SharedStoreOptionsError extends Error {
  override readonly name = 'SharedStoreOptionsError';
}
