import { InvalidInputProblem, UnsupportedMediaTypeProblem } from '../problems/domain.errors';

const MEDIA_TYPE = 'application/json';
const UTF_8 = /^"?utf-?8"?$/i;
const WITHOUT_CODING = /^\s*(identity\s*(,|$)\s*)*$/i;

/** The headers of a request that describe its body. */
export interface BodyHeaders {
  readonly 'content-type'?: string;
  readonly 'content-encoding'?: string | string[];
}

const isCharsetUtf8 = (parameter: string): boolean => {
  const [name = '', value = ''] = parameter.split('=', 2);
  return name.trim().toLowerCase() !== 'charset' || UTF_8.test(value.trim());
};

/** @throws UnsupportedMediaTypeProblem unless the body is declared as JSON in UTF-8 without a content coding */
export function checkBodyFormat(headers: BodyHeaders): void {
  const coding = String(headers['content-encoding'] ?? '');
  if (!WITHOUT_CODING.test(coding)) {
    throw new UnsupportedMediaTypeProblem(
      'The body has a Content-Encoding, and only bodies without one are read.',
      { 'accept-encoding': 'identity' },
    );
  }
  const [mediaType = '', ...parameters] = (headers['content-type'] ?? '').split(';');
  if (mediaType.trim().toLowerCase() !== MEDIA_TYPE) {
    const given = mediaType.trim() === '' ? 'has no Content-Type' : 'has another Content-Type';
    throw new UnsupportedMediaTypeProblem(`The body ${given}; it must be ${MEDIA_TYPE}.`, {
      accept: MEDIA_TYPE,
    });
  }
  if (!parameters.every(isCharsetUtf8)) {
    throw new UnsupportedMediaTypeProblem('The body has another charset than utf-8; JSON is read as UTF-8.', {
      accept: MEDIA_TYPE,
    });
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws InvalidInputProblem for bytes that are not UTF-8, since replacing them would change the text */
export function decodeBody(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (error) {
    throw new InvalidInputProblem('The body is not valid UTF-8.', undefined, { cause: error });
  }
}
