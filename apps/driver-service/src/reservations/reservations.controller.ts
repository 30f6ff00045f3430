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
import { toResponse } from './try-answer';
import { PhaseMetrics } from './phase-metrics.service';
import { Reservations } from './reservations.service';

/** The coordinator's way in: reserves a driver for a ride, then keeps the reservation or gives it back. */
@Controller()
export class ReservationsController {
  constructor(
    private readonly reservations: Reservations,
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
    return toResponse(
      await this.phases.countTry(this.reservations.try(wanted, () => assertStillWanted(call))),
    );
  }

  @GrpcMethod(PARTICIPANT_SERVICE, 'confirmAssignment')
  async confirm(
    request: ConfirmAssignmentRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<ConfirmAssignmentRequest, ConfirmAssignmentResponse>,
  ): Promise<ConfirmAssignmentResponse> {
    const assignmentId = checkAssignmentId(request.assignmentId);
    assertStillWanted(call);
    await this.phases.count('confirm', this.reservations.confirm(assignmentId));
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
    await this.phases.count('cancel', this.reservations.cancel(assignmentId));
    return {};
  }
}
