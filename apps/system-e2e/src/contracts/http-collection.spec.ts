import { committedDocument } from '@ride-hailing/testing';
import { parseCollection, readCollection, runCollection } from './http-collection';

const HEAD = '@baseUrl = http://127.0.0.1:1\n@rideId = x\n\n';

describe('the requests of docs/api/requests.http', () => {
  it('The requests of docs/api/requests.http cover every operation of the gateway, and nothing else', () => {
    const { paths } = committedDocument('gateway.openapi.json') as { paths: Record<string, object> };
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const requested = readCollection().requests.map(({ method, url }) => {
      const path = url
        .replace('{{baseUrl}}', '')
        .replace(/\?.*/, '')
        .replace(/\{\{\w+\}\}/, '{id}');
      return `${method} ${path}`;
    });
    expect([...new Set(requested)].sort()).toEqual(operations.sort());
  });

  it('parses the headers, the body, the expected status and the extracted field of a request', () => {
    const text = `${HEAD}### Ask\n# Why.\n# Expected: 201\n# Then: @rideId = a.0.id\nPOST {{baseUrl}}/rides\nAccept: text/html\n\n{\n  "a": 1\n}\n`;
    expect(parseCollection(text).requests).toEqual([
      {
        title: 'Ask',
        method: 'POST',
        url: '{{baseUrl}}/rides',
        headers: [['Accept', 'text/html']],
        body: '{\n  "a": 1\n}',
        expected: 201,
        then: { variable: 'rideId', path: ['a', '0', 'id'] },
      },
    ]);
  });

  it.each([
    ['no expected status', 'GET {{baseUrl}}/', 'no line "# Expected: <status>"'],
    ['no method', '# Expected: 200\nFETCH /', '"FETCH /" is no method and address'],
    ['an unknown variable', '# Expected: 200\nGET {{other}}/', 'there is no variable @other'],
    ['half a header', '# Expected: 200\nGET {{baseUrl}}/\nno header', '"no header" is no header'],
  ])('refuses a request with %s, and names its title', (_what, request, why) => {
    expect(() => parseCollection(`${HEAD}### Bad\n${request}\n`)).toThrow(`request "Bad": ${why}`);
  });

  it('does not send a variable that no answer has set', async () => {
    const collection = parseCollection(`${HEAD}### One\n# Expected: 200\nGET {{baseUrl}}/rides/{{rideId}}\n`);
    const run = runCollection(collection, { baseUrl: 'http://127.0.0.1:1' });
    await expect(run).rejects.toThrow('nothing has said what @rideId is');
  });
});
