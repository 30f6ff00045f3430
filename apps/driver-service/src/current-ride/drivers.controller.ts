import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
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

@ApiTags('drivers')
@ApiBadRequestResponse({ description: 'Problem details, with a message per field' })
@ApiServiceUnavailableResponse({ description: 'Problem details: the own database cannot be reached' })
@Controller('drivers')
export class DriversController {
  constructor(private readonly currentRide: CurrentRide) {}

  @Get()
  @ApiOperation({ summary: 'Several drivers; the details of all their rides cost one remote call' })
  @ApiOkResponse({ type: DriversDto })
  list(@Query() { ids, ...wanted }: DriversQuery): Promise<DriversPage> {
    return this.currentRide.drivers(ids, wanted);
  }

  @Get(':id')
  @ApiOperation({ summary: 'A driver, from local tables alone' })
  @ApiOkResponse({ type: DriverDto })
  @ApiNotFoundResponse({
    description: 'Problem details: neither an update nor a ride has told of this driver',
  })
  driver(@Param() { id }: DriverParams): Promise<DriverAnswer> {
    return this.currentRide.driver(id);
  }

  @Get(':id/current-ride')
  @ApiOperation({
    summary: "A driver's current ride: essentials from the local copy, details from Ride Service",
    description:
      'Always answers within the deadline for details. When they cannot be had, the answer is partial: ' +
      '`details` is null and `sources.details` says why.',
  })
  @ApiOkResponse({ type: CurrentRideDto })
  @ApiNotFoundResponse({
    description: 'Problem details: neither an update nor a ride has told of this driver',
  })
  current(@Param() { id }: DriverParams, @Query() wanted: CurrentRideQuery): Promise<CurrentRideAnswer> {
    return this.currentRide.ofDriver(id, wanted);
  }
}
