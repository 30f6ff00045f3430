import { Controller, Get, Header, HttpStatus, Inject, Req, Res } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiServiceUnavailableResponse,
  ApiTags,
} from '@nestjs/swagger';
import { NeedsNoDatabase, Public } from '@ride-hailing/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Upstreams, UPSTREAMS } from '../upstreams';
import { COMMANDS, curl, frontDoorPage, TOKEN_COMMAND } from './front-door-page';
import { prefersHtml } from './prefers-html';
import { ServiceHealth, type ServicesReport, ServicesReportDto } from './service-health.service';

const NAME = 'Ride hailing: sharing data between services';
const PLAIN_HOST = /^[A-Za-z0-9.:[\]-]{1,255}$/;

interface Index {
  readonly name: string;
  readonly links: Readonly<Record<string, string>>;
  /** The command that makes the token for the commands in `try`; works in a checkout. */
  readonly token: string;
  readonly try: readonly string[];
}

@ApiTags('gateway')
@NeedsNoDatabase()
@Controller()
export class FrontDoorController {
  constructor(
    @Inject(UPSTREAMS) private readonly upstreams: Upstreams,
    private readonly health: ServiceHealth,
  ) {}

  @Public()
  @Get()
  @Header('vary', 'accept')
  @ApiOperation({ summary: 'What there is here' })
  @ApiProduces('application/json', 'text/html')
  @ApiOkResponse({
    description: 'Links to health and to the OpenAPI pages, and commands to try; a page for who prefers HTML',
  })
  index(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Index | string {
    const { host = '', accept } = request.headers;
    const base = PLAIN_HOST.test(host) ? `http://${host}` : '';
    if (prefersHtml(accept)) {
      void reply.type('text/html; charset=utf-8');
      return frontDoorPage(NAME, base);
    }
    return {
      name: NAME,
      links: {
        docs: '/docs',
        OpenAPI: '/docs-json',
        health: '/health',
        rides: '/rides',
        drivers: '/drivers/nearest?lat=37.5665&lng=126.978&limit=3',
        ...Object.fromEntries(this.upstreams.map(({ name, docsUrl }) => [`${name} OpenAPI`, docsUrl])),
      },
      token: TOKEN_COMMAND,
      try: COMMANDS.map(({ path }) => curl(base, path)),
    };
  }

  /** Separate from /health/ready: the gateway itself stays ready while a service behind it is not. */
  @Public()
  @Get('health')
  @ApiOperation({ summary: 'Whether the services behind the gateway are ready' })
  @ApiOkResponse({ type: ServicesReportDto, description: 'All are ready' })
  @ApiServiceUnavailableResponse({
    type: ServicesReportDto,
    description: 'At least one is not; which, and why',
  })
  async services(@Res({ passthrough: true }) reply: FastifyReply): Promise<ServicesReport> {
    const report = await this.health.report();
    void reply.status(report.status === 'ready' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return report;
  }
}
