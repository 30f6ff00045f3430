import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { Controller } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import {
  AssignmentOutcome,
  COORDINATOR_SERVICE,
  type GetAssignmentOutcomeRequest,
  type GetAssignmentOutcomeResponse,
} from '@ride-hailing/contracts';
import { assertStillWanted } from '@ride-hailing/remote-calls';
import { InvalidInputProblem } from '@ride-hailing/service-kit';
import { z } from 'zod';
import type { AssignmentState } from './assignment-record';
import { Assignments } from './assignments.service';

const OUTCOMES: Readonly<Record<AssignmentState, AssignmentOutcome>> = {
  TRYING: AssignmentOutcome.UNDECIDED,
  CONFIRMING: AssignmentOutcome.CONFIRMED,
  CONFIRMED: AssignmentOutcome.CONFIRMED,
  CANCELLING: AssignmentOutcome.CANCELLED,
  CANCELLED: AssignmentOutcome.CANCELLED,
};

const id = z.uuid();

/** Answers participants that have waited too long for Confirm or Cancel. */
@Controller()
export class AssignmentOutcomeController {
  constructor(private readonly assignments: Assignments) {}

  @GrpcMethod(COORDINATOR_SERVICE, 'getAssignmentOutcome')
  async getAssignmentOutcome(
    { assignmentId }: GetAssignmentOutcomeRequest,
    _metadata: Metadata,
    call: ServerUnaryCall<GetAssignmentOutcomeRequest, GetAssignmentOutcomeResponse>,
  ): Promise<GetAssignmentOutcomeResponse> {
    if (!id.safeParse(assignmentId).success) throw new InvalidInputProblem('assignment_id must be a UUID.');
    assertStillWanted(call);
    const assignment = await this.assignments.find(assignmentId);
    return assignment
      ? { outcome: OUTCOMES[assignment.state], ended: assignment.endedAt !== null }
      : { outcome: AssignmentOutcome.UNKNOWN, ended: false };
  }
}
