import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { NeedsNoDatabase } from '../http/needs-no-database.decorator';
import { Public } from '../identity/route-access.decorator';
import { Metrics } from './metrics.service';

@ApiExcludeController()
@NeedsNoDatabase()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Public()
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
