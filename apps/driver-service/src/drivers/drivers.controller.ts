import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { checkOwn, DriverParams, UNKNOWN_DRIVER } from '../current-ride/current-ride.dto';
import { type DriverAnswer, DriverDto, type DriversAnswer, DriversDto, DriversQuery } from './drivers.dto';
import { Drivers } from './drivers.service';

@ApiTags('drivers')
@ApiProblems({ 400: PROBLEM.badFields, 503: PROBLEM.databaseAway })
@Controller('drivers')
export class DriversController {
  constructor(private readonly drivers: Drivers) {}

  @Roles('dispatcher')
  @Get()
  @ApiOperation({ summary: 'Several drivers; the details of all their rides cost one remote call' })
  @ApiOkResponse({ type: DriversDto })
  list(@Query() { ids, ...wanted }: DriversQuery): Promise<DriversAnswer> {
    return this.drivers.drivers(ids, wanted);
  }

  @Roles('driver', 'dispatcher')
  @Get(':id')
  @ApiOperation({
    summary: 'A driver, from local tables alone',
    description: 'A driver sees no other driver than this one.',
  })
  @ApiOkResponse({ type: DriverDto })
  @ApiProblems({ 404: UNKNOWN_DRIVER })
  driver(@Param() { id }: DriverParams): Promise<DriverAnswer> {
    checkOwn(id);
    return this.drivers.driver(id);
  }
}
