import { DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config';
import { PageFactsController } from './entry/page-facts.controller';
import { CONFIG } from './entry/page-facts.controller';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      controllers: [PageFactsController],
      providers: [{ provide: CONFIG, useValue: config }],
    };
  }
}
