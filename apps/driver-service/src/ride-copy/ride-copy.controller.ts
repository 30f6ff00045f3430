import { Controller, Get, Param } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { NotFoundProblem, Roles } from '@ride-hailing/service-kit';
import { CopyDto, CopyParams } from './ride-copy.dto';
import { RideCopy } from './ride-copy.service';

/** For the gateway's journey of a ride: it passes nothing else on to this path. */
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
  @ApiBadRequestResponse({ description: 'Problem details: that is no id' })
  @ApiNotFoundResponse({ description: 'Problem details: no event has told of this ride' })
  @ApiServiceUnavailableResponse({ description: 'Problem details: the own database cannot be reached' })
  async of(@Param() { rideId }: CopyParams): Promise<CopyDto> {
    const held = await this.copy.heldOf(rideId);
    if (!held) throw new NotFoundProblem(`The copy does not hold ride ${rideId}.`);
    const { changedAt, appliedAt } = held;
    return { ...held, changedAt: changedAt.toISOString(), appliedAt: appliedAt.toISOString() };
  }
}
