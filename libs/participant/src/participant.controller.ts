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
import { checkAssignmentId } from './check-assignment';
import { Participant } from './participant.port';
import { PhaseMetrics } from './phase-metrics.service';
import { toResponse } from './try-answer';

/** The coordinator's way in: sets aside for an assignment, then gives it to the assignment or lets it go. */
@Controller()
export class ParticipantController {
  constructor(
    private readonly participant: Participant,
    private readonly phases: PhaseMetrics,
  ) {}

  @GrpcMethod(PARTICIPANT_SERVICE, 'tryAssignment')
  async try(
    request: TryAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<TryAssignmentRequest, TryAssignmentResponse>,
  ): Promise<TryAssignmentResponse> {
    const wanted = this.participant.check(request);
    assertStillWanted(call);
    const answer = this.participant.try(wanted, () => assertStillWanted(call));
    return toResponse(await this.phases.countTry(answer));
  }

  @GrpcMethod(PARTICIPANT_SERVICE, 'confirmAssignment')
  async confirm(
    request: ConfirmAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<ConfirmAssignmentRequest, ConfirmAssignmentResponse>,
  ): Promise<ConfirmAssignmentResponse> {
    const assignmentId = checkAssignmentId(request.assignmentId);
    assertStillWanted(call);
    await this.phases.count('confirm', this.participant.confirm(assignmentId));
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
    await this.phases.count('cancel', this.participant.cancel(assignmentId));
    return {};
  }
}
