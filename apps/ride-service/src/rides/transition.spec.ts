import fc from 'fast-check';
import { isActive, RIDE_STATUSES, TERMINAL_RIDE_STATUSES } from '@ride-hailing/contracts';
import { type RideCommand, type RideState, transition } from './transition';

const REQUESTED: RideState = { status: 'REQUESTED', driverId: null };

const commands: fc.Arbitrary<RideCommand> = fc.oneof(
  fc.constantFrom('d-1', 'd-2').map((driverId) => ({ type: 'assign' as const, driverId })),
  fc.constantFrom('start' as const, 'complete' as const, 'cancel' as const).map((type) => ({ type })),
);

/** fast-check prints the seed and the smallest history that fails. */
const histories = (check: (states: RideState[]) => void) =>
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 30 }), (history) => {
      const states = [REQUESTED];
      for (const command of history) {
        const result = transition(states.at(-1) ?? REQUESTED, command);
        if (result.allowed) states.push(result.state);
      }
      check(states);
    }),
  );

/** All legal histories of a ride's status. */
const LEGAL_LIVES = [
  'REQUESTED',
  'REQUESTED CANCELLED',
  'REQUESTED ASSIGNED',
  'REQUESTED ASSIGNED CANCELLED',
  'REQUESTED ASSIGNED IN_PROGRESS',
  'REQUESTED ASSIGNED IN_PROGRESS COMPLETED',
];

describe('transition', () => {
  it('allows no history of commands to lead to an illegal path', () => {
    const seen = new Set<string>();
    histories((states) => {
      const life = states.map(({ status }) => status).join(' ');
      seen.add(life);
      expect(LEGAL_LIVES).toContain(life);
    });
    expect([...seen].sort()).toEqual([...LEGAL_LIVES].sort());
  });

  it('gives every active ride a driver, and never changes or loses that driver', () => {
    histories((states) => {
      const assigned = states.filter(({ driverId }) => driverId !== null);
      expect(new Set(assigned.map(({ driverId }) => driverId)).size).toBeLessThanOrEqual(1);
      for (const { status, driverId } of states) {
        if (isActive(status)) expect(driverId).not.toBeNull();
      }
    });
  });

  it('refuses every command for a ride that has ended, and says why', () => {
    for (const status of TERMINAL_RIDE_STATUSES) {
      for (const type of ['start', 'complete', 'cancel'] as const) {
        const result = transition({ status, driverId: 'd-1' }, { type });
        expect(result).toMatchObject({ allowed: false, reason: expect.stringContaining(status) as string });
      }
    }
  });

  it('assigns only a requested ride', () => {
    const allowed = RIDE_STATUSES.filter(
      (status) => transition({ status, driverId: null }, { type: 'assign', driverId: 'd-1' }).allowed,
    );
    expect(allowed).toEqual(['REQUESTED']);
  });

  it('does not modify the given state', () => {
    transition(Object.freeze({ ...REQUESTED }), { type: 'assign', driverId: 'd-1' });
  });
});
