import { Metadata, type ServerUnaryCall, status } from '@grpc/grpc-js';
import type { Metrics } from '@ride-hailing/service-kit';
import { ParticipantController } from './participant.controller';
import type { Participant } from './participant.port';

const UUID = '019ab3c2-7d00-7000-8000-000000000001';
const WANTED = { assignmentId: UUID, rideId: UUID, driverId: 'd-1', near: undefined };

type Call = Pick<ServerUnaryCall<unknown, unknown>, 'cancelled' | 'getDeadline' | 'metadata'>;

const LATE: [why: string, call: Call, code: status][] = [
  [
    'whose deadline has passed',
    { cancelled: false, getDeadline: () => Date.now() - 1, metadata: new Metadata() },
    status.DEADLINE_EXCEEDED,
  ],
  [
    'that was cancelled',
    { cancelled: true, getDeadline: () => Infinity, metadata: new Metadata() },
    status.CANCELLED,
  ],
];

describe.each(['try', 'confirm', 'cancel'] as const)('the phase %s', (phase) => {
  it.each(LATE)('begins no work for a call %s', async (_why, call, code) => {
    const begun: string[] = [];
    const watched = <T>() => new Proxy({}, { get: (_, name) => () => void begun.push(String(name)) }) as T;
    const controller = new ParticipantController(watched<Participant>(), watched<Metrics>());
    const done = controller[phase](WANTED, new Metadata(), call as never);
    await expect(done).rejects.toMatchObject({ error: { code } });
    expect(begun.filter((name) => name !== 'check')).toEqual(['counter']);
  });
});
