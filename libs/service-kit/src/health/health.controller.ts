import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { NeedsNoDatabase } from '../http/needs-no-database.decorator';
import { Public } from '../identity/route-access.decorator';
import { HealthChecks, type HealthReport } from './health-checks.service';

@ApiExcludeController()
@NeedsNoDatabase()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthChecks) {}

  /** Shows that the process runs and its event loop turns, whatever the state of its dependencies. */
  @Public()
  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Public()
  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthReport> {
    const report = await this.health.report();
    reply.status(report.status === 'ready' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return report;
  }
}
