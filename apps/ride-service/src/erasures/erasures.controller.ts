import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, identity, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { ErasureDto, ErasureEndDto, ErasureIdDto, ErasureOrderDto } from './erasure.dto';
import { Erasures, type Unfinished } from './erasures.service';

/** For `npm run forget`. The rider's id comes in the body, since paths stand in log lines and traces. */
@ApiTags('erasures')
@Controller('erasures')
export class ErasuresController {
  constructor(private readonly erasures: Erasures) {}

  @Roles('dispatcher')
  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Erase the personal data of a rider from all rides of the rider, which must have ended',
    description: 'May be repeated. `npm run forget` follows it through every copy, and then finishes it.',
  })
  @ApiOkResponse({ type: ErasureDto })
  @ApiProblems({
    400: PROBLEM.badFields,
    409: 'Problem details: a ride of the rider has not ended',
    415: 'Problem details: the body is not JSON in UTF-8',
    503: PROBLEM.databaseAway,
  })
  erase(@Body() { riderId }: ErasureOrderDto): Promise<Unfinished> {
    return this.erasures.erase(identity(), riderId);
  }

  @Roles('dispatcher')
  @Post(':id/finish')
  @HttpCode(200)
  @ApiOperation({ summary: 'Note that no copy holds anything of an erasure any more' })
  @ApiOkResponse({ type: ErasureEndDto })
  @ApiProblems({ 400: PROBLEM.badId, 503: PROBLEM.databaseAway })
  async finish(@Param() { id }: ErasureIdDto): Promise<ErasureEndDto> {
    return { finished: await this.erasures.finish(id) };
  }
}
