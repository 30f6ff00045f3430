import { Body, Controller, Get, Headers, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { versionTag } from '@ride-hailing/contracts';
import {
  ApiProblems,
  callerName,
  ForbiddenProblem,
  identity,
  invalidInput,
  NotFoundProblem,
  parseIdempotencyKey,
  PROBLEM,
  Roles,
} from '@ride-hailing/service-kit';
import type { FastifyReply } from 'fastify';
import { statusOf, toDto } from './assignment-answer';
import {
  AssignmentDto,
  AssignmentIdParams,
  AssignmentOrderDto,
  assignmentOrderSchema,
  AssignmentProblemDto,
  RideIdParams,
} from './assignment.dto';
import { Assignments } from './assignments.service';

const ASSIGNMENT_PROBLEM = {
  'application/problem+json': { schema: { $ref: getSchemaPath(AssignmentProblemDto) } },
};

const RIDE_ETAG = {
  ETag: {
    description: 'An ETag of the ride that has seen this assignment, for `If-Version-At-Least`',
    schema: { type: 'string' as const },
  },
};

@ApiTags('assignments')
@ApiExtraModels(AssignmentProblemDto)
@Controller()
export class AssignmentsController {
  constructor(private readonly assignments: Assignments) {}

  @Roles('rider', 'dispatcher')
  @Post('rides/:id/assignment')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a driver to a requested ride: in both services, or in none',
    description:
      'Driver Service reserves the driver, then Ride Service holds the ride for that driver (Try); the decision is ' +
      'written; then both confirm, or both cancel. Whatever crashes in between, the decision is carried out. ' +
      '`steps` tells who was asked, what it said and how long it took. A rider may ask for an own ride, without ' +
      'naming a driver.',
  })
  @ApiHeader({
    name: 'idempotency-key',
    required: false,
    description:
      "Chosen by the client, and the caller's own: the same request with the same key joins the assignment that is " +
      'under way or confirmed, and starts a new one after a cancelled one',
  })
  @ApiBody({ type: AssignmentOrderDto, required: false })
  @ApiOkResponse({
    type: AssignmentDto,
    description: "Confirmed: the ride is the driver's",
    headers: RIDE_ETAG,
  })
  @ApiAcceptedResponse({
    type: AssignmentDto,
    description:
      'Begun, and its end is not known here yet: somebody has still to be told, or the answer of the database was ' +
      'lost. Not to be undone once it is CONFIRMING. What becomes of it stands at `Location`; see `waitsFor`',
  })
  @ApiProblems({
    400: 'Problem details: what was wrong with the request',
    404: 'Problem details: there is no such ride, or no such driver',
    409: {
      content: ASSIGNMENT_PROBLEM,
      description:
        'Problem details: the ride is not REQUESTED (then nobody was asked), or the ride or the driver is not free, or ' +
        'nobody is; nothing has changed',
    },
    415: 'Problem details: the body is not JSON in UTF-8, or it has a content coding',
    422: 'Problem details: the key was used for something else',
    502: 'Problem details: Ride Service broke off when it was asked for the ride; nothing was begun',
    503: {
      content: ASSIGNMENT_PROBLEM,
      description:
        'Problem details: somebody could not be asked; this request has changed nothing, or it will be undone. What an ' +
        'earlier request with the same key began goes on',
    },
    504: 'Problem details: Ride Service did not show the ride in time; nothing was begun',
  })
  async assign(
    @Param() { id }: RideIdParams,
    @Body() body: unknown,
    @Headers('idempotency-key') key: string | undefined,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AssignmentDto> {
    const order = assignmentOrderSchema.safeParse(body === undefined ? {} : body);
    if (!order.success) throw invalidInput(order.error);
    const caller = identity();
    if (caller.role === 'rider' && order.data.driverId !== undefined)
      throw new ForbiddenProblem('A rider gets the nearest free driver: only a dispatcher may name one.');
    const idempotencyKey = parseIdempotencyKey(key) ?? null;
    const { assignment, rideVersion } = await this.assignments.assign({
      rideId: id,
      driverAsked: order.data.driverId ?? null,
      requestedBy: callerName(caller),
      idempotencyKey,
      authorization,
    });
    void reply.header('location', `/assignments/${assignment.id}`);
    void reply.status(statusOf(assignment));
    if (assignment.state === 'CONFIRMED')
      void reply.header('etag', versionTag({ rideId: assignment.rideId, version: rideVersion }));
    return toDto(assignment);
  }

  @Roles('rider', 'dispatcher')
  @Get('assignments/:id')
  @ApiOperation({
    summary: 'What became of an assignment, and what it waits for',
    description: 'A rider sees those that the rider has asked for.',
  })
  @ApiOkResponse({ type: AssignmentDto })
  @ApiProblems({
    400: PROBLEM.badId,
    404: 'Problem details: there is no such assignment',
    503: 'Problem details: the database cannot be reached in time',
  })
  async find(@Param() { id }: AssignmentIdParams): Promise<AssignmentDto> {
    const assignment = await this.assignments.find(id);
    const caller = identity();
    const mayKnow = caller.role === 'dispatcher' || assignment?.requestedBy === callerName(caller);
    if (!assignment || !mayKnow) throw new NotFoundProblem(`There is no assignment ${id}.`);
    return toDto(assignment);
  }
}
