import { InvalidInputProblem, UnsupportedMediaTypeProblem } from '../problems/domain.errors';
import { checkBodyFormat, decodeBody } from './body-format';

const json = 'application/json';

const refusal = (headers: Parameters<typeof checkBodyFormat>[0]): UnsupportedMediaTypeProblem => {
  try {
    checkBodyFormat(headers);
  } catch (error) {
    if (error instanceof UnsupportedMediaTypeProblem) return error;
    throw error;
  }
  throw new Error('was taken');
};

describe('the format of a body', () => {
  it.each([
    [{ 'content-type': json }],
    [{ 'content-type': 'Application/JSON; Charset=UTF-8' }],
    [{ 'content-type': 'application/json;charset="utf8"; version=1' }],
    [{ 'content-type': json, 'content-encoding': 'identity' }],
    [{ 'content-type': json, 'content-encoding': 'Identity, identity' }],
    [{ 'content-type': json, 'content-encoding': '' }],
  ])('accepts a body with the headers %j', (headers) => {
    expect(() => checkBodyFormat(headers)).not.toThrow();
  });

  it.each(['gzip', 'foo', 'identity, gzip', 'br,identity', 'identitygzip'])(
    'refuses a body encoded as %s, and answers with Accept-Encoding',
    (coding) => {
      const { status, headers } = refusal({ 'content-type': json, 'content-encoding': coding });
      expect([status, headers]).toEqual([415, { 'accept-encoding': 'identity' }]);
    },
  );

  it.each([
    undefined,
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'multipart/form-data; boundary=application/json',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'application/json; charset',
    'application/json; charset=utf-8; charset=utf-16',
  ])('refuses a body of type %s, and answers with Accept', (type) => {
    const { status, headers } = refusal({ 'content-type': type });
    expect([status, headers]).toEqual([415, { accept: json }]);
  });

  it('refuses bytes that are not UTF-8 instead of replacing them', () => {
    expect(() => decodeBody(Buffer.from('{"name":"M\xfcller"}', 'latin1'))).toThrow(InvalidInputProblem);
    expect(decodeBody(Buffer.from('{"name":"Müller 민지"}'))).toBe('{"name":"Müller 민지"}');
  });
});
