import { Controller, Get, OnModuleDestroy, OnModuleInit, Res } from '@nestjs/common';
import { HealthChecks, UnavailableProblem } from '@ride-hailing/service-kit';
import type { FastifyReply } from 'fastify';
import { LiveFeed } from './live-feed.service';

@Controller('api/live')
export class LiveController implements OnModuleInit, OnModuleDestroy {
  constructor(
    private readonly feed: LiveFeed,
    private readonly health: HealthChecks,
  ) {}

  onModuleInit(): void {
    // The server waits for open requests when it stops, and these would never end.
    this.health.onStopping(() => void this.feed.close());
  }

  async onModuleDestroy(): Promise<void> {
    await this.feed.close();
  }

  @Get()
  events(@Res() reply: FastifyReply): void {
    if (this.feed.isFull) throw new UnavailableProblem('Too many pages are open.');
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    reply.raw.flushHeaders();
    this.feed.open(reply.raw);
  }
}
