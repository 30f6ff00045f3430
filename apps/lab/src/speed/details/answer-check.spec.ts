import { UnverifiedError } from '../../lab.errors';
import { plantedRide } from '../drivers/planted-rides';
import { AnswerCheck, verifyUncached } from './answer-check';

const CHANGED_AT = 1_000;
const CHANGING = 0;
const STEADY = 4_999;

describe('the check behind figures of uncached details', () => {
  let check: AnswerCheck;
  const answer = (index: number, notes: string, askedAt: number, given: object = {}) =>
    check.look(index, plantedRide(index), { ...plantedRide(index), notes, ...given }, askedAt);
  const verify = (calls: number) => verifyUncached(check.report, CHANGED_AT, calls);

  beforeEach(() => {
    check = new AnswerCheck('new');
    answer(CHANGING, 'old', CHANGED_AT - 1);
    answer(CHANGING, 'new', CHANGED_AT + 1);
    answer(STEADY, '', CHANGED_AT + 2);
  });

  it('says what it has seen', () => {
    expect(verify(1)).toBe(
      '3 answers with their own rider and version, 1 with what had changed meanwhile, 1 calls',
    );
  });

  it.each([
    ['the rider of another ride', { riderName: plantedRide(1).riderName }],
    ['another version', { version: 99 }],
  ])('refuses %s', (_what, given) => {
    answer(STEADY, '', CHANGED_AT, given);
    expect(() => verify(1)).toThrow(UnverifiedError);
  });

  it('refuses an answer that is missing', () => {
    check.look(STEADY, plantedRide(STEADY), undefined, CHANGED_AT);
    expect(() => verify(1)).toThrow(UnverifiedError);
  });

  it('refuses what was kept from before the change', () => {
    answer(CHANGING, 'old', CHANGED_AT + 50);
    expect(() => verify(1)).toThrow('an answer asked for 50 ms after a change did not tell of it');
  });

  it('refuses more answers than the calls can have carried', () => {
    expect(() => verify(0)).toThrow('3 answers out of 0 calls');
  });

  it('refuses a run in which nobody saw the change', () => {
    check = new AnswerCheck('new');
    answer(STEADY, '', CHANGED_AT + 1);
    expect(() => verify(1)).toThrow('no answer told of the change');
  });
});
