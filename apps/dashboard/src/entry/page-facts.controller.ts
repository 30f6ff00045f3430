import { Controller, Get, Inject } from '@nestjs/common';
import { CONFIG, type Config } from '../config';
import type { PageFacts } from '../page-api';

/** Those of Driver Service, in the order in which the page offers them. */
export const CACHING_CHOICES = ['versioned', 'ttl', 'stale-while-revalidate', 'nats-kv', 'none'] as const;

@Controller('api/page')
export class PageFactsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  facts(): PageFacts {
    return {
      readOnly: this.config.controlSocket === undefined,
      approaches: this.config.approaches,
      cachingChoices: CACHING_CHOICES,
      tileUrl: this.config.tileUrl ?? null,
    };
  }
}
