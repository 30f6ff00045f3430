import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { ForbiddenProblem, identity, Roles } from '@ride-hailing/service-kit';
import { CurrentRide, type DriversPage } from './current-ride.service';
import type { CurrentRideAnswer, DriverAnswer } from './driver-answer';
import {
  CurrentRideDto,
  CurrentRideQuery,
  DriverDto,
  DriverParams,
  DriversDto,
  DriversQuery,
} from './drivers.dto';

/** Whether a driver is known is no secret to another, so this says what it is: forbidden, not missing. */
function checkOwn(driverId: string): void {
  const { role, sub } = identity();
  if (role === 'driver' && sub !== driverId) {
    throw new ForbiddenProblem('A driver may ask about this driver alone: the one of the token.');
  }
}

@ApiTags('drivers')
@ApiBadRequestResponse({ description: 'Problem details, with a message per field' })
@ApiServiceUnavailableResponse({ description: 'Problem details: the own database cannot be reached' })
@Controller('drivers')
export class DriversController {
  constructor(private readonly currentRide: CurrentRide) {}

  @Roles('dispatcher')
  @Get()
  @ApiOperation({ summary: 'Several drivers; the details of all their rides cost one remote call' })
  @ApiOkResponse({ type: DriversDto })
  list(@Query() { ids, ...wanted }: DriversQuery): Promise<DriversPage> {
    return this.currentRide.drivers(ids, wanted);
  }

  @Roles('driver', 'dispatcher')
  @Get(':id')
  @ApiOperation({
    summary: 'A driver, from local tables alone',
    description: 'A driver sees no other driver than this one.',
  })
  @ApiOkResponse({ type: DriverDto })
  @ApiNotFoundResponse({
    description: 'Problem details: neither an update nor a ride has told of this driver',
  })
  driver(@Param() { id }: DriverParams): Promise<DriverAnswer> {
    checkOwn(id);
    return this.currentRide.driver(id);
  }

  @Roles('driver', 'dispatcher')
  @Get(':id/current-ride')
  @ApiOperation({
    summary: "A driver's current ride: essentials from the local copy, details from Ride Service",
    description:
      'Always answers within the deadline for details. When they cannot be had, the answer is partial: ' +
      '`details` is null and `sources.details` says why. A driver asks about the own ride alone.',
  })
  @ApiOkResponse({ type: CurrentRideDto })
  @ApiNotFoundResponse({
    description: 'Problem details: neither an update nor a ride has told of this driver',
  })
  current(@Param() { id }: DriverParams, @Query() wanted: CurrentRideQuery): Promise<CurrentRideAnswer> {
    checkOwn(id);
    return this.currentRide.ofDriver(id, wanted);
  }
}
