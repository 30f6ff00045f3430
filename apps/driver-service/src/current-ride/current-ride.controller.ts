import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { Approaches } from './approaches.service';
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
  @ApiOkResponse({ type: CurrentRideDto })
  @ApiProblems({
    400: PROBLEM.badFields,
    404: UNKNOWN_DRIVER,
    503: 'Problem details: a part is away that the approach cannot do without',
  })
  current(@Param() { id }: DriverParams, @Query() wanted: CurrentRideQuery): Promise<CurrentRideAnswer> {
    checkOwn(id);
    return this.approaches.currentRide(id, wanted);
  }
}
