import { RefusalReason } from '@ride-hailing/contracts';
import type { AssignmentRow, AssignmentState } from './assignment';
import { repeatedAnswer, toResponse } from './try-answer';

const WANTED = { assignmentId: 'a-1', rideId: 'r-1', driverId: 'd-1' };
const row = (state: AssignmentState, given: Partial<AssignmentRow> = {}): AssignmentRow => ({
  state,
  rideId: 'r-1',
  driverId: 'd-1',
  refusalReason: null,
  refusalDetail: null,
  ...given,
});
const AGREED = { agreed: true, driverId: 'd-1' };
const CANCELLED = {
  agreed: false,
  reason: RefusalReason.ASSIGNMENT_CANCELLED,
  detail: 'Assignment a-1 was cancelled before.',
};

describe('a Try that comes again', () => {
  it.each(['TRIED', 'CONFIRMED', 'RELEASED'] as const)('is agreed to when the assignment is %s', (state) => {
    expect(repeatedAnswer(row(state), WANTED)).toEqual(AGREED);
  });

  it('gets the driver of the first time when it names none', () => {
    expect(repeatedAnswer(row('TRIED'), { ...WANTED, driverId: undefined })).toEqual(AGREED);
  });

  it('is refused as the first time, also where no driver was found then', () => {
    const refusal = { refusalReason: RefusalReason.NO_DRIVER_FREE, refusalDetail: 'Nobody.' };
    const said = { agreed: false, reason: RefusalReason.NO_DRIVER_FREE, detail: 'Nobody.' };
    expect(repeatedAnswer(row('REFUSED', refusal), WANTED)).toEqual(said);
    const nearest = { ...WANTED, driverId: undefined };
    expect(repeatedAnswer(row('REFUSED', { ...refusal, driverId: null }), nearest)).toEqual(said);
    expect(repeatedAnswer(row('REFUSED'), WANTED)).toEqual({
      agreed: false,
      reason: RefusalReason.UNSPECIFIED,
      detail: '',
    });
  });

  it('is refused after Cancel, also after one that came without a Try', () => {
    expect(repeatedAnswer(row('CANCELLED'), WANTED)).toEqual(CANCELLED);
    expect(repeatedAnswer(row('CANCELLED', { rideId: null, driverId: null }), WANTED)).toEqual(CANCELLED);
    const nearest = { ...WANTED, driverId: undefined };
    expect(repeatedAnswer(row('CANCELLED', { driverId: null }), nearest)).toEqual(CANCELLED);
  });

  it.each([
    ['ride', { rideId: 'r-2' }],
    ['driver', { driverId: 'd-2' }],
  ])('is refused as invalid for another %s', (_what, other) => {
    for (const state of ['TRIED', 'REFUSED', 'CANCELLED'] as const) {
      expect(() => repeatedAnswer(row(state), { ...WANTED, ...other })).toThrow(
        'assignment_id: a-1 was tried before, for another ride or another driver',
      );
    }
  });
});

describe('the answer to a Try', () => {
  it('says on the wire whom it agreed to, or why it did not', () => {
    expect(toResponse({ agreed: true, driverId: 'd-1' })).toEqual({
      result: { $case: 'agreed', value: { driverId: 'd-1' } },
    });
    const refusal = { reason: RefusalReason.RIDE_HELD, detail: 'Held.' };
    expect(toResponse({ agreed: false, ...refusal })).toEqual({
      result: { $case: 'refused', value: refusal },
    });
  });
});
