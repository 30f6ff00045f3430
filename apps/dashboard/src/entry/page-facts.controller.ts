import { Controller, Get, Inject } from '@nestjs/common';
import type { Config } from '../config';
import type { PageFacts } from '../page-api';

/** Injection token of the configuration. */
export const CONFIG = Symbol('config');

/** Those of Driver Service, in the order in which the page offers them. */
export const CACHING_CHOICES = ['versioned', 'ttl', 'stale-while-revalidate', 'nats-kv', 'none'] as const;

@Controller('api/page')
export class PageFactsController {
  private readonly startedAt = new Date().toISOString();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  facts(): PageFacts {
    return {
      readOnly: this.config.controlSocket === undefined,
      approaches: this.config.approaches,
      cachingChoices: CACHING_CHOICES,
      tileUrl: this.config.tileUrl ?? null,
      startedAt: this.startedAt,
    };
  }
}
