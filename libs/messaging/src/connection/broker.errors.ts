/** The broker did not answer in time, or no stream takes the subject now. It may have stored the message. Retry. */
export class BrokerUnavailableError extends Error {
  override readonly name = 'BrokerUnavailableError';
}

export type PublishRefusal = 'too-large' | 'not-allowed' | 'invalid' | 'refused-by-stream';

/** The broker refused the message, and nothing was stored. A full stream (`discard: new`) refuses too. */
export class PublishError extends Error {
  override readonly name = 'PublishError';

  constructor(
    readonly refusal: PublishRefusal,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A stream or consumer could not be made or changed as defined. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';
}

/** The dead letter does not exist, or it cannot be sent again. It was left as it is. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
}
