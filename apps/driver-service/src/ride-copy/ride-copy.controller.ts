import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, NotFoundProblem, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { CopyDto, CopyParams } from './ride-copy.dto';
import { RideCopy } from './ride-copy.service';

/** Serves the gateway's journey of a ride; the gateway forwards no other requests to this path. */
@ApiTags('ride copy')
@Controller('ride-copy')
export class RideCopyController {
  constructor(private readonly copy: RideCopy) {}

  @Roles('dispatcher')
  @Get(':rideId')
  @ApiOperation({
    summary: 'What the copy holds of a ride, and since when',
    description: 'For dispatchers: whose the ride is, the copy does not know.',
  })
  @ApiOkResponse({ type: CopyDto })
  @ApiProblems({
    400: PROBLEM.badId,
    404: 'Problem details: no event has told of this ride',
    503: PROBLEM.databaseAway,
  })
  async of(@Param() { rideId }: CopyParams): Promise<CopyDto> {
    const held = await this.copy.heldOf(rideId);
    if (!held) throw new NotFoundProblem(`The copy does not hold ride ${rideId}.`);
    const { version, status, changedAt, appliedAt } = held;
    return {
      ...{ rideId, version, status },
      changedAt: changedAt.toISOString(),
      appliedAt: appliedAt.toISOString(),
    };
  }
}
