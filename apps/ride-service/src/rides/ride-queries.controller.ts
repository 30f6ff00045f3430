import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { identity, Roles } from '@ride-hailing/service-kit';
import { ApiRideProblems, ApiRide } from './api-answers.decorator';
import { RideAnswerInterceptor } from './ride-answer.interceptor';
import { RideFilterDto, RideIdDto } from './ride-filter.dto';
import { RideJourneyDto } from './ride-journey.dto';
import { RideJourneyQuery } from './ride-journey.query';
import { RidesQuery } from './rides.query';
import { RidePageDto, rideToDto } from './ride.dto';
import { Ride } from './ride.entity';

const SEEN =
  "A rider sees the rider's own rides, a driver the one that the driver is on now, a dispatcher all. Others are as if " +
  'they were not there.';

@ApiTags('rides')
@Controller('rides')
export class RideQueriesController {
  constructor(
    private readonly queries: RidesQuery,
    private readonly journeys: RideJourneyQuery,
  ) {}

  @Roles('rider', 'driver', 'dispatcher')
  @Get()
  @ApiOperation({ summary: 'Rides page by page, in the order of their ids', description: SEEN })
  @ApiOkResponse({ type: RidePageDto })
  @ApiRideProblems(400)
  async page(@Query() filter: RideFilterDto): Promise<RidePageDto> {
    const { rides, next } = await this.queries.page(filter, identity());
    return { rides: rides.map(rideToDto), next };
  }

  @Roles('rider', 'driver', 'dispatcher')
  @Get(':id')
  @UseInterceptors(RideAnswerInterceptor)
  @ApiOperation({ summary: 'One ride', description: SEEN })
  @ApiRide(200, 'The ride')
  @ApiRideProblems(400, 404)
  one(@Param() { id }: RideIdDto): Promise<Ride> {
    return this.queries.one(id, identity());
  }

  @Roles('rider', 'dispatcher')
  @Get(':id/journey')
  @ApiOperation({
    summary: 'When each version of a ride was committed, and when it was published',
    description: SEEN,
  })
  @ApiOkResponse({ type: RideJourneyDto })
  @ApiRideProblems(400, 404)
  journey(@Param() { id }: RideIdDto): Promise<RideJourneyDto> {
    return this.journeys.of(id, identity());
  }
}
