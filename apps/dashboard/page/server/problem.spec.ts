import { asLine, problemOf } from './problem';

describe('problems', () => {
  it('a problem says what was wrong and where', () => {
    const problem = problemOf(400, {
      title: 'Bad Request',
      detail: 'Two fields',
      errors: [{ field: 'forSeconds', message: 'at most 300' }, { message: 'no process' }, null, 3],
    });
    expect(asLine(problem)).toBe('Bad Request. Two fields. forSeconds: at most 300. no process');
  });

  it.each([undefined, null, 'Bad Gateway', [], { title: 7, errors: 'x' }])(
    'a body %p that is no problem still gives the status',
    (body) => {
      expect(problemOf(502, body)).toEqual({ status: 502, title: 'HTTP 502', detail: null, errors: [] });
    },
  );

  it('a detail that repeats the title is said once', () => {
    expect(asLine(problemOf(503, { title: 'Frozen', detail: 'Frozen' }))).toBe('Frozen');
  });
});
