import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { Roles } from '@ride-hailing/service-kit';
import { checkOwn } from '../current-ride/check-own';
import { DriverParams } from '../current-ride/current-ride.dto';
import type { DriverAnswer } from './driver-answer';
import { DriverDto, DriversDto, DriversQuery } from './drivers.dto';
import { Drivers, type DriversPage } from './drivers.service';

@ApiTags('drivers')
@ApiBadRequestResponse({ description: 'Problem details, with a message per field' })
@ApiServiceUnavailableResponse({ description: 'Problem details: the own database cannot be reached' })
@Controller('drivers')
export class DriversController {
  constructor(private readonly drivers: Drivers) {}

  @Roles('dispatcher')
  @Get()
  @ApiOperation({ summary: 'Several drivers; the details of all their rides cost one remote call' })
  @ApiOkResponse({ type: DriversDto })
  list(@Query() { ids, ...wanted }: DriversQuery): Promise<DriversPage> {
    return this.drivers.drivers(ids, wanted);
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
    return this.drivers.driver(id);
  }
}
