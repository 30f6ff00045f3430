import {
  ParticipantServiceClient,
  type RefusalReason,
  type TryAssignmentRequest,
  type TryAssignmentResponse,
} from '@ride-hailing/contracts';
import { callUnary, createClient } from '@ride-hailing/remote-calls';
import { uuidv7 } from 'uuidv7';

export type TryResult = { driverId: string } | { reason: RefusalReason; detail: string };

const DEADLINE_MS = 10_000;

const resultOf = ({ result }: TryAssignmentResponse): TryResult => {
  if (!result) throw new Error('neither agreed nor refused');
  return result.value;
};

/** Ride Service as the coordinator sees it, over gRPC. */
export class Participant {
  private readonly client: InstanceType<typeof ParticipantServiceClient>;

  constructor(url: string) {
    this.client = createClient(ParticipantServiceClient, url);
  }

  close(): void {
    this.client.close();
  }

  async try(assignmentId: string, wanted: Partial<TryAssignmentRequest>): Promise<TryResult> {
    const request = { rideId: '', driverId: '', near: undefined, ...wanted, assignmentId };
    const options = { method: 'try', deadlineMs: DEADLINE_MS };
    return resultOf(await callUnary(this.client.tryAssignment.bind(this.client), request, options));
  }

  async confirm(assignmentId: string): Promise<void> {
    const options = { method: 'confirm', deadlineMs: DEADLINE_MS };
    await callUnary(this.client.confirmAssignment.bind(this.client), { assignmentId }, options);
  }

  async cancel(assignmentId: string): Promise<void> {
    const options = { method: 'cancel', deadlineMs: DEADLINE_MS };
    await callUnary(this.client.cancelAssignment.bind(this.client), { assignmentId }, options);
  }

  /** Try, and Confirm if it agreed: what the coordinator does when every participant agrees. */
  async assign(rideId: string, driverId: string): Promise<TryResult> {
    const assignmentId = uuidv7();
    const result = await this.try(assignmentId, { rideId, driverId });
    if (!('reason' in result)) await this.confirm(assignmentId);
    return result;
  }
}
