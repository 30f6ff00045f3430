import { Body, Controller, Get, Patch } from '@nestjs/common';
import { Roles } from '@ride-hailing/service-kit';
import { type Rates, RatesChangeDto } from './simulation.dto';
import { SimulationService } from './simulation.service';

@Controller('simulation')
export class SimulationController {
  constructor(private readonly simulation: SimulationService) {}

  @Roles('dispatcher')
  @Get()
  rates(): Rates {
    return this.simulation.rates;
  }

  /** Takes some of the rates, which count at once, and answers all. */
  @Roles('dispatcher')
  @Patch()
  change(@Body() change: RatesChangeDto): Rates {
    this.simulation.change(change);
    return this.simulation.rates;
  }
}
