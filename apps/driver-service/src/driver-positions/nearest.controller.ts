import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { FREE_WITHIN_MS } from '../who-is-free/who-is-free';
import { NearestAnswer, NearestQuery } from './nearest.dto';
import { NearestDriversQuery } from './nearest-drivers.query';

@ApiTags('drivers')
@Controller('drivers')
export class NearestController {
  constructor(
    private readonly nearest: NearestDriversQuery,
    @Inject(FREE_WITHIN_MS) private readonly freeWithinMs: number,
  ) {}

  @Roles('rider', 'dispatcher')
  @Get('nearest')
  @ApiOperation({
    summary: 'The nearest free drivers, nearest first',
    description:
      'Free is who is available, was heard of within the last minute, is on no ride and not reserved for one. ' +
      'Who is farther away than `maxDistanceM` is left out, and so is who is not known to be anywhere: the last ' +
      'update was less accurate than 1,000 m, or said 0, 0, as phones do without a fix. ' +
      'Everything is read from local tables: positions and reservations owned here, and the copy of rides.',
  })
  @ApiOkResponse({ type: NearestAnswer })
  @ApiProblems({ 400: PROBLEM.badFields, 503: PROBLEM.databaseAway })
  async find(@Query() { lat, lng, limit, maxDistanceM }: NearestQuery): Promise<NearestAnswer> {
    const { freeWithinMs } = this;
    const drivers = await this.nearest.find({ lat, lng }, limit, { freeWithinMs, withinM: maxDistanceM });
    return {
      drivers: drivers.map((driver) => ({
        driverId: driver.driverId,
        position: { lat: driver.lat, lng: driver.lng },
        distanceM: Math.round(driver.distanceM * 10) / 10,
        sources: {
          position: { from: 'local', sequence: driver.sequence, ageMs: Math.round(driver.ageMs) },
        },
      })),
      sources: { positions: { from: 'local' }, rides: { from: 'local-copy' } },
    };
  }
}
