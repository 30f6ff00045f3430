import { InvalidInputProblem } from './domain.errors';
import { invalidField, refuseFaults } from './to-domain-error';

describe('refuseFaults', () => {
  const faults = [1, 2, 3, 4, 5, 6].map((at) => ({ field: `ids[${at}]`, message: 'is no id' }));

  it('accepts input without faults', () => expect(() => refuseFaults([])).not.toThrow());

  it('refuses input with faults, names the first five in its message, and lists all in its errors', () => {
    let refused: unknown;
    try {
      refuseFaults(faults);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(InvalidInputProblem);
    expect(refused).toMatchObject({
      message: 'ids[1]: is no id; ids[2]: is no id; ids[3]: is no id; ids[4]: is no id; ids[5]: is no id',
      errors: faults,
    });
  });
});

describe('invalidField', () => {
  it('makes a problem of one field', () => {
    expect(invalidField('If-Match', 'must be *')).toMatchObject({
      status: 400,
      detail: 'The input is not valid.',
      errors: [{ field: 'If-Match', message: 'must be *' }],
    });
  });
});
