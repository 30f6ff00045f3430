import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems, PROBLEM, Roles } from '@ride-hailing/service-kit';
import { type Comparison, ComparisonDto, ComparisonQuery } from './comparison.dto';
import { Comparisons } from './comparisons.service';
import { DriverParams, UNKNOWN_DRIVER } from './current-ride.dto';

@ApiTags('drivers')
@Controller('drivers')
export class ComparisonController {
  constructor(private readonly comparisons: Comparisons) {}

  @Roles('dispatcher')
  @Get(':id/current-ride/comparison')
  @ApiOperation({
    summary:
      "A driver's current ride by every approach that is on, asked at once, and where the answers differ",
    description:
      'For people who compare the approaches. An approach that fails or is too slow spoils no other. Each comparison ' +
      'reads by all approaches, so an instance makes few at once and few a second.',
  })
  @ApiOkResponse({ type: ComparisonDto })
  @ApiProblems({
    400: PROBLEM.badFields,
    404: UNKNOWN_DRIVER,
    429: 'Problem details: too many comparisons within a second, or too many requests of this caller',
    503: 'Problem details: as many comparisons as allowed are under way',
  })
  compare(@Param() { id }: DriverParams, @Query() wanted: ComparisonQuery): Promise<Comparison> {
    return this.comparisons.compare(id, wanted);
  }
}
