import { DynamicModule, FactoryProvider, Module, ModuleMetadata } from '@nestjs/common';
import { BrokerOptions } from './broker.config';

export interface MessagingModuleOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<BrokerOptions>['useFactory'];
}

/** Global: gives Broker, JetStreamPublisher and MessagingEvents, and runs the methods marked with BatchConsumer. */
@Module({})
export class MessagingModule {
  static forRootAsync(_options: MessagingModuleOptions): DynamicModule {
    return { module: MessagingModule, global: true };
  }
}
