import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  type CancelAssignmentRequest,
  type CancelAssignmentResponse,
  type ConfirmAssignmentRequest,
  type ConfirmAssignmentResponse,
  PARTICIPANT_SERVICE,
  type TryAssignmentRequest,
  type TryAssignmentResponse,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { DomainError, Metrics } from '@ride-hailing/service-kit';
import { checkAssignmentId } from './check-assignment';
import { Participant } from './participant.port';
import { toResponse } from './try-answer';

/** The gRPC service that the coordinator calls. Counts each phase by its outcome. */
@Controller()
export class ParticipantController {
  private readonly phases;

  constructor(
    private readonly participant: Participant,
    metrics: Metrics,
  ) {
    this.phases = metrics.counter({
      name: 'assignment_phases_total',
      help: 'Phases of assignments by outcome: agreed, a reason of refusal, done, rejected (not allowed now), failed',
      labelNames: ['phase', 'outcome'],
    });
  }

  @GrpcMethod(PARTICIPANT_SERVICE, 'tryAssignment')
  async try(
    request: TryAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<TryAssignmentRequest, TryAssignmentResponse>,
  ): Promise<TryAssignmentResponse> {
    const wanted = this.participant.check(request);
    assertStillWanted(call);
    const answer = this.participant.try(wanted, () => assertStillWanted(call));
    return toResponse(await this.counted('try', answer, (given) => (given.agreed ? 'agreed' : given.reason)));
  }

  @GrpcMethod(PARTICIPANT_SERVICE, 'confirmAssignment')
  async confirm(
    request: ConfirmAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<ConfirmAssignmentRequest, ConfirmAssignmentResponse>,
  ): Promise<ConfirmAssignmentResponse> {
    const assignmentId = checkAssignmentId(request.assignmentId);
    assertStillWanted(call);
    await this.counted('confirm', this.participant.confirm(assignmentId), () => 'done');
    return {};
  }

  @GrpcMethod(PARTICIPANT_SERVICE, 'cancelAssignment')
  async cancel(
    request: CancelAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<CancelAssignmentRequest, CancelAssignmentResponse>,
  ): Promise<CancelAssignmentResponse> {
    const assignmentId = checkAssignmentId(request.assignmentId);
    assertStillWanted(call);
    await this.counted('cancel', this.participant.cancel(assignmentId), () => 'done');
    return {};
  }

  private async counted<T>(phase: string, work: Promise<T>, outcomeOf: (value: T) => string): Promise<T> {
    try {
      const value = await work;
      this.phases.inc({ phase, outcome: outcomeOf(value) });
      return value;
    } catch (error) {
      this.phases.inc({ phase, outcome: error instanceof DomainError ? 'rejected' : 'failed' });
      throw error;
    }
  }
}
