import { RefusalReason, type TryAssignmentResponse } from '@ride-hailing/contracts';
import { RemoteClient } from '@ride-hailing/remote-calls';
import { ParticipantStandIn } from '../../test/participant.stand-in';
import { GrpcParticipantClient } from './grpc-participant.client';

const agreed = (driverId: string): TryAssignmentResponse['result'] => ({
  $case: 'agreed',
  value: { driverId },
});
const refused = (reason: RefusalReason): TryAssignmentResponse['result'] => ({
  $case: 'refused',
  value: { reason, detail: 'No.' },
});

describe('a participant over gRPC', () => {
  const standIn = new ParticipantStandIn();
  let remote: RemoteClient;
  let participant: GrpcParticipantClient;

  beforeAll(async () => {
    remote = new RemoteClient(await standIn.start(), { target: 'ride-service' });
    participant = new GrpcParticipantClient(remote, 5_000);
  });

  afterAll(() => {
    remote.close();
    standIn.stop();
  });

  const tried = (driverId: string | null, answer: TryAssignmentResponse['result']) => {
    standIn.answerTo = () => answer;
    return participant.try({
      assignmentId: 'a-1',
      rideId: 'ride-1',
      driverId,
      near: { lat: 37.5, lng: 127 },
    });
  };

  it("reports the driver agreed on: the one asked for, or the participant's choice when none was", async () => {
    expect(await tried('d-1', agreed('d-1'))).toEqual({ kind: 'agreed', driverId: 'd-1' });
    expect(await tried(null, agreed('d-7'))).toEqual({ kind: 'agreed', driverId: 'd-7' });
  });

  it('takes agreement to another driver than the one asked for as no answer', async () => {
    expect(await tried('d-1', agreed('d-2'))).toMatchObject({ kind: 'no-answer' });
  });

  it.each([
    ['no driver', null, agreed('')],
    ['an id that could change a subject', null, agreed('d.>')],
    ['nothing at all', 'd-1', undefined],
    ['a refusal without a reason', 'd-1', refused(RefusalReason.UNSPECIFIED)],
    ['a refusal for a reason that is not known here', 'd-1', refused(RefusalReason.UNRECOGNIZED)],
  ])('takes an answer with %s as no answer, never as agreement', async (_what, driverId, answer) => {
    const reply = await tried(driverId, answer);
    expect(reply).toEqual({ kind: 'no-answer', detail: 'It answered what is not understood here.' });
  });

  it('passes on the reason and the detail of a refusal', async () => {
    expect(await tried('d-1', refused(RefusalReason.RIDE_HELD))).toEqual({
      kind: 'refused',
      reason: 'ride-held',
      detail: 'No.',
    });
  });
});
