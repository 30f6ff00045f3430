/** The store could not answer in time, or refused; whoever asked must do without it. */
export class SharedStoreUnavailableError extends Error {
  override readonly name = 'SharedStoreUnavailableError';
}
