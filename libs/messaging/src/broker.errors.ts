/** The broker did not answer in time, or no stream takes the subject now. It may have stored the message. Try again. */
export class BrokerUnavailableError extends Error {
  override readonly name = 'BrokerUnavailableError';
}

/** The broker refused the message: not allowed, too large, the stream is full. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
}

/** A stream or consumer could not be made or changed as defined. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';
}
