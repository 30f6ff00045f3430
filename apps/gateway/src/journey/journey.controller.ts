import { Controller, Get, Headers, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, NeedsNoDatabase, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { JourneyDto, JourneyParams } from './journey.dto';
import { Journey } from './journey.service';

@ApiTags('rides')
@NeedsNoDatabase()
@Controller('rides')
export class JourneyController {
  constructor(private readonly journey: Journey) {}

  @Roles('rider', 'dispatcher')
  @Get(':id/journey')
  @ApiOperation({
    summary: 'The way of each change of a ride: committed, published, applied to the copy',
    description:
      'Times of the two parts are by the clocks of the two databases: on several machines the lags between them ' +
      'are as exact as those clocks agree. A service that does not answer in time leaves its part null, and ' +
      '`sources` says why. A rider sees it of own rides, and of them what the owner tells: the copy does not know ' +
      'whose a ride is, so only a dispatcher sees its part.',
  })
  @ApiOkResponse({ type: JourneyDto })
  @ApiProblems({
    400: PROBLEM.badId,
    404: 'Problem details: there is no such ride',
    503: 'Problem details: nothing can be said of it now',
  })
  of(@Param() { id }: JourneyParams, @Headers('authorization') authorization: string): Promise<JourneyDto> {
    return this.journey.of(id, authorization);
  }
}
