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
  it.each(['TRIED', 'CONFIRMED', 'RELEASED'] as const)(
    'agrees to a repeated Try when the assignment is %s',
    (state) => {
      expect(repeatedAnswer(row(state), WANTED)).toEqual(AGREED);
    },
  );

  it('answers a repeated Try that names no driver with the driver of the first Try', () => {
    expect(repeatedAnswer(row('TRIED'), { ...WANTED, driverId: undefined })).toEqual(AGREED);
  });

  it('refuses a repeated Try as the first one, also where no driver was found', () => {
    const refusal = { refusalReason: RefusalReason.NO_DRIVER_FREE, refusalDetail: 'Nobody.' };
    const refused = { agreed: false, reason: RefusalReason.NO_DRIVER_FREE, detail: 'Nobody.' };
    expect(repeatedAnswer(row('REFUSED', refusal), WANTED)).toEqual(refused);
    const nearest = { ...WANTED, driverId: undefined };
    expect(repeatedAnswer(row('REFUSED', { ...refusal, driverId: null }), nearest)).toEqual(refused);
    expect(repeatedAnswer(row('REFUSED'), WANTED)).toEqual({
      agreed: false,
      reason: RefusalReason.UNSPECIFIED,
      detail: '',
    });
  });

  it('refuses a Try after Cancel, also after a Cancel that came without a Try', () => {
    expect(repeatedAnswer(row('CANCELLED'), WANTED)).toEqual(CANCELLED);
    expect(repeatedAnswer(row('CANCELLED', { rideId: null, driverId: null }), WANTED)).toEqual(CANCELLED);
    const nearest = { ...WANTED, driverId: undefined };
    expect(repeatedAnswer(row('CANCELLED', { driverId: null }), nearest)).toEqual(CANCELLED);
  });

  it.each([
    ['ride', { rideId: 'r-2' }],
    ['driver', { driverId: 'd-2' }],
  ])('refuses a repeated Try for another %s as invalid', (_what, other) => {
    for (const state of ['TRIED', 'REFUSED', 'CANCELLED'] as const) {
      expect(() => repeatedAnswer(row(state), { ...WANTED, ...other })).toThrow(
        'assignment_id: a-1 was tried before, for another ride or another driver',
      );
    }
  });
});

describe('the answer to a Try', () => {
  it('puts the driver that was agreed to, or the reason of the refusal, on the wire', () => {
    expect(toResponse({ agreed: true, driverId: 'd-1' })).toEqual({
      result: { $case: 'agreed', value: { driverId: 'd-1' } },
    });
    const refusal = { reason: RefusalReason.RIDE_HELD, detail: 'Held.' };
    expect(toResponse({ agreed: false, ...refusal })).toEqual({
      result: { $case: 'refused', value: refusal },
    });
  });
});
