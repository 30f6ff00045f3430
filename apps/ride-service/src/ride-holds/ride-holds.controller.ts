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
import { checkAssignmentId, checkTry } from './check-assignment';
import { toResponse } from './hold-answer';
import { PhaseMetrics } from './phase-metrics.service';
import { RideHolds } from './ride-holds.service';

/** The coordinator's way in: holds a ride for a driver, then assigns it or lets it go. */
@Controller()
export class RideHoldsController {
  constructor(
    private readonly holds: RideHolds,
    private readonly phases: PhaseMetrics,
  ) {}

  @GrpcMethod(PARTICIPANT_SERVICE, 'tryAssignment')
  async try(
    request: TryAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<TryAssignmentRequest, TryAssignmentResponse>,
  ): Promise<TryAssignmentResponse> {
    const wanted = checkTry(request);
    assertStillWanted(call);
    return toResponse(await this.phases.countTry(this.holds.try(wanted)));
  }

  @GrpcMethod(PARTICIPANT_SERVICE, 'confirmAssignment')
  async confirm(
    request: ConfirmAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<ConfirmAssignmentRequest, ConfirmAssignmentResponse>,
  ): Promise<ConfirmAssignmentResponse> {
    const assignmentId = checkAssignmentId(request.assignmentId);
    assertStillWanted(call);
    await this.phases.count('confirm', this.holds.confirm(assignmentId));
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
    await this.phases.count('cancel', this.holds.cancel(assignmentId));
    return {};
  }
}
