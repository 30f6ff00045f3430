import { assertCommitted, committedDocument, documentText } from './api-documents';

const FILE = 'ride-service.openapi.json';

describe('a committed document', () => {
  it('A document that differs from the committed one is refused by the place, and with the command that renews it', () => {
    const document = committedDocument(FILE) as { paths: { '/rides': { get: { summary: string } } } };
    expect(() => assertCommitted(FILE, document)).not.toThrow();
    document.paths['/rides'].get.summary = 'Another';
    expect(() => assertCommitted(FILE, document)).toThrow(
      `docs/api/${FILE} is not what the code says, first at paths./rides.get.summary. Run: npm run generate`,
    );
  });

  it('A path that only one of the two has is named', () => {
    const document = committedDocument(FILE) as { paths: Record<string, object> };
    document.paths['/new'] = {};
    expect(() => assertCommitted(FILE, document)).toThrow('first at paths./new.');
  });

  it('The keys of a document are written in order, whatever order they were made in, and lists stay as they are', () => {
    expect(documentText({ b: [2, 1], a: { d: null, c: 'x' } })).toBe(
      documentText({ a: { c: 'x', d: null }, b: [2, 1] }),
    );
    expect(documentText({ b: 1, a: [2, 1] })).toBe('{\n  "a": [\n    2,\n    1\n  ],\n  "b": 1\n}\n');
  });
});
