import { assertCommitted, committedDocument, documentText } from './api-documents';

const FILE = 'ride-service.openapi.json';

describe('a committed document', () => {
  it('refuses a document that differs from the committed one, naming the first place and the command that renews it', () => {
    const document = committedDocument(FILE) as { paths: { '/rides': { get: { summary: string } } } };
    expect(() => assertCommitted(FILE, document)).not.toThrow();
    document.paths['/rides'].get.summary = 'Another';
    expect(() => assertCommitted(FILE, document)).toThrow(
      `docs/api/${FILE} is not what the code says, first at paths./rides.get.summary. Run: npm run generate`,
    );
  });

  it('names a path that only one of the two documents has', () => {
    const document = committedDocument(FILE) as { paths: Record<string, object> };
    document.paths['/new'] = {};
    expect(() => assertCommitted(FILE, document)).toThrow('first at paths./new.');
  });

  it('writes the keys of a document in alphabetical order, and leaves lists as they are', () => {
    expect(documentText({ b: [2, 1], a: { d: null, c: 'x' } })).toBe(
      documentText({ a: { c: 'x', d: null }, b: [2, 1] }),
    );
    expect(documentText({ b: 1, a: [2, 1] })).toBe('{\n  "a": [\n    2,\n    1\n  ],\n  "b": 1\n}\n');
  });
});
