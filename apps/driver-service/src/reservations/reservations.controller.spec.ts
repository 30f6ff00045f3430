import { Metadata, status } from '@grpc/grpc-js';
import type { PhaseMetrics } from './phase-metrics.service';
import { ReservationsController } from './reservations.controller';
import type { Reservations } from './reservations.service';

const UUID = '019ab3c2-7d00-7000-8000-000000000001';
const WANTED = { assignmentId: UUID, rideId: UUID, driverId: 'd-1', near: undefined };

describe('a phase whose deadline has passed', () => {
  it.each(['try', 'confirm', 'cancel'] as const)('is not begun: %s', async (phase) => {
    const begun: string[] = [];
    const watched = <T>() => new Proxy({}, { get: (_, name) => () => void begun.push(String(name)) }) as T;
    const controller = new ReservationsController(watched<Reservations>(), watched<PhaseMetrics>());
    const call = { cancelled: false, getDeadline: () => Date.now() - 1, metadata: new Metadata() };
    const done = controller[phase](WANTED, new Metadata(), call as never);
    await expect(done).rejects.toMatchObject({ error: { code: status.DEADLINE_EXCEEDED } });
    expect(begun).toEqual([]);
  });
});
