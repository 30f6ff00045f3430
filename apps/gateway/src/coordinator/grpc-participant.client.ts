import { isId, ParticipantServiceService, type Refused, RefusalReason } from '@ride-hailing/contracts';
import { RemoteCallError, type RemoteClient } from '@ride-hailing/remote-calls';
import { contextHeaders } from '@ride-hailing/service-kit';
import type { Refusal } from './assignment-record';
import type { Participant, PhaseTwoReply, TryReply, TryRequest } from './participant.port';

const REFUSAL_OF: Partial<Record<RefusalReason, Refusal>> = {
  [RefusalReason.RIDE_NOT_FOUND]: 'ride-not-found',
  [RefusalReason.RIDE_NOT_REQUESTED]: 'ride-not-requested',
  [RefusalReason.RIDE_HELD]: 'ride-held',
  [RefusalReason.DRIVER_UNKNOWN]: 'driver-unknown',
  [RefusalReason.DRIVER_NOT_FREE]: 'driver-not-free',
  [RefusalReason.NO_DRIVER_FREE]: 'no-driver-free',
  [RefusalReason.ASSIGNMENT_CANCELLED]: 'assignment-cancelled',
};

const NOT_UNDERSTOOD = { kind: 'no-answer', detail: 'It answered what is not understood here.' } as const;

/**
 * A participant over gRPC. Every phase is idempotent by the assignment's id, so calls are retried while the participant
 * is UNAVAILABLE. Without an answer within the deadline, it is unknown what the participant did.
 */
export class GrpcParticipantClient implements Participant {
  private readonly tryAssignment;
  private readonly confirmAssignment;
  private readonly cancelAssignment;

  constructor(
    remote: RemoteClient,
    private readonly deadlineMs: number,
  ) {
    const idempotent = { idempotent: true };
    this.tryAssignment = remote.unary(ParticipantServiceService.tryAssignment, idempotent);
    this.confirmAssignment = remote.unary(ParticipantServiceService.confirmAssignment, idempotent);
    this.cancelAssignment = remote.unary(ParticipantServiceService.cancelAssignment, idempotent);
  }

  async try({ assignmentId, rideId, driverId, near }: TryRequest): Promise<TryReply> {
    const request = { assignmentId, rideId, driverId: driverId ?? '', near };
    try {
      const { result } = await this.tryAssignment(request, this.callOptions());
      if (result?.$case === 'refused') return toRefusal(result.value);
      const agreedOn = result?.value.driverId;
      if (agreedOn === undefined || !isId(agreedOn)) return NOT_UNDERSTOOD;
      return driverId === null || driverId === agreedOn
        ? { kind: 'agreed', driverId: agreedOn }
        : NOT_UNDERSTOOD;
    } catch (error) {
      return noAnswer(error);
    }
  }

  confirm(assignmentId: string): Promise<PhaseTwoReply> {
    return phaseTwoReply(this.confirmAssignment({ assignmentId }, this.callOptions()));
  }

  cancel(assignmentId: string): Promise<PhaseTwoReply> {
    return phaseTwoReply(this.cancelAssignment({ assignmentId }, this.callOptions()));
  }

  private callOptions() {
    return { budgetMs: this.deadlineMs, headers: contextHeaders() };
  }
}

function toRefusal({ reason, detail }: Refused): TryReply {
  const known = REFUSAL_OF[reason];
  return known ? { kind: 'refused', reason: known, detail } : NOT_UNDERSTOOD;
}

/** @throws the error itself when the call did not fail: then it is a bug in this program */
function noAnswer(error: unknown): { kind: 'no-answer'; detail: string } {
  if (!(error instanceof RemoteCallError)) throw error;
  return { kind: 'no-answer', detail: error.reason };
}

async function phaseTwoReply(call: Promise<unknown>): Promise<PhaseTwoReply> {
  try {
    await call;
    return { kind: 'done' };
  } catch (error) {
    const failure = noAnswer(error);
    const isRefusal = error instanceof RemoteCallError && error.reason === 'refused';
    return isRefusal ? { kind: 'refused', detail: error.details } : failure;
  }
}
