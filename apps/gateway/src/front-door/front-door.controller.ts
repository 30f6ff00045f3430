import { Controller, Get, Headers, HttpStatus, Inject, Res } from '@nestjs/common';
import { Public } from '@ride-hailing/service-kit';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { NeedsNoDatabase } from '@ride-hailing/service-kit';
import { type FastifyReply } from 'fastify';
import { type Upstream, UPSTREAMS } from '../upstreams';
import { ServiceHealth, type ServicesReport } from './service-health.service';

const PLAIN_HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

interface Index {
  readonly name: string;
  readonly links: Readonly<Record<string, string>>;
  /** Where the commands below take their token from, in a checkout. */
  readonly token: string;
  readonly try: readonly string[];
}

@ApiTags('gateway')
@NeedsNoDatabase()
@Controller()
export class FrontDoorController {
  constructor(
    @Inject(UPSTREAMS) private readonly upstreams: readonly Upstream[],
    private readonly health: ServiceHealth,
  ) {}

  @Public()
  @Get()
  @ApiOperation({ summary: 'What there is here' })
  @ApiOkResponse({ description: 'Links to health, to the OpenAPI page of each service, and commands to try' })
  index(@Headers('host') host = ''): Index {
    const base = PLAIN_HOST.test(host) ? `http://${host}` : '';
    return {
      name: 'Ride hailing: sharing data between services',
      links: {
        health: '/health',
        rides: '/rides',
        drivers: '/drivers/nearest?lat=37.5665&lng=126.978&limit=3',
        ...Object.fromEntries(this.upstreams.map(({ name, docsUrl }) => [`${name} OpenAPI`, docsUrl])),
      },
      token: 'TOKEN=$(npm run -s token -- --role dispatcher --sub me)',
      try: [
        `curl -H "authorization: Bearer $TOKEN" '${base}/drivers/nearest?lat=37.5665&lng=126.978&limit=3'`,
        `curl -H "authorization: Bearer $TOKEN" '${base}/drivers/d-1/current-ride'`,
        `curl -H "authorization: Bearer $TOKEN" '${base}/drivers/d-1/current-ride?details=false'`,
        `curl -H "authorization: Bearer $TOKEN" '${base}/rides?status=IN_PROGRESS&limit=3'`,
      ],
    };
  }

  /** Apart from /health/ready: the gateway itself is ready while it can say which service is not. */
  @Public()
  @Get('health')
  @ApiOperation({ summary: 'Whether the services behind the gateway are ready' })
  @ApiOkResponse({ description: 'All are ready' })
  @ApiServiceUnavailableResponse({ description: 'At least one is not; which, and why' })
  async services(@Res({ passthrough: true }) reply: FastifyReply): Promise<ServicesReport> {
    const report = await this.health.report();
    void reply.status(report.status === 'ready' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return report;
  }
}
