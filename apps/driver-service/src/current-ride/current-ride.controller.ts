import { Controller, Get, Headers, Param, Query } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, identity, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { Approaches } from './approaches.service';
import { parseAtLeast } from './at-least';
import {
  checkOwn,
  type CurrentRideAnswer,
  CurrentRideDto,
  CurrentRideQuery,
  DriverParams,
  UNKNOWN_DRIVER,
} from './current-ride.dto';

@ApiTags('drivers')
@Controller('drivers')
export class CurrentRideController {
  constructor(private readonly approaches: Approaches) {}

  @Roles('driver', 'dispatcher')
  @Get(':id/current-ride')
  @ApiOperation({
    summary: "A driver's current ride: essentials from the local copy, details from Ride Service",
    description:
      'With the approach `hybrid`, the default, it always answers within the deadline for details. When they cannot ' +
      'be had, the answer is partial: `details` is null and `sources.details` says why. The other approaches that ' +
      'are on give the same in the same shape, from elsewhere: see `sources`. A driver asks about the own ride alone.',
  })
  @ApiHeader({
    name: 'if-version-at-least',
    required: false,
    description:
      'The ETag of a ride, `"<ride id>.<version>"`, with its quotes or without them: the answer has seen this version ' +
      "of this ride, or a later one. It may be any ride, also one that has ended or is not the driver's. The " +
      "approach's own store answers if it can show that it is new enough, and else Ride Service does: see `sources`. " +
      "Details are then never older than the ride, whatever the caching choice. To a driver, another driver's ride " +
      'is as if it did not exist',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ type: CurrentRideDto })
  @ApiProblems({
    400: PROBLEM.badFields,
    404: UNKNOWN_DRIVER,
    412: 'Problem details: Ride Service has no such version as `If-Version-At-Least` names; asking again does not help',
    503:
      'Problem details: a part is away that the approach cannot do without, or nothing that is as new as ' +
      '`If-Version-At-Least` demands can be had now; `detail` says what was asked for and what was found',
  })
  current(
    @Param() { id }: DriverParams,
    @Query() wanted: CurrentRideQuery,
    @Headers('if-version-at-least') version?: string,
  ): Promise<CurrentRideAnswer> {
    checkOwn(id);
    if (version === undefined) return this.approaches.currentRide(id, wanted);
    const onlyOf = identity().role === 'driver' ? id : undefined;
    return this.approaches.currentRide(id, { ...wanted, atLeast: { ...parseAtLeast(version), onlyOf } });
  }
}
