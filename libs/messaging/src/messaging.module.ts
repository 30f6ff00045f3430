import { DynamicModule, FactoryProvider, Module, ModuleMetadata } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Broker } from './connection/broker';
import { BrokerOptions } from './connection/broker.config';
import { MessagingEvents } from './connection/messaging-events';
import { ConsumerDiscovery } from './consuming/consumer-discovery';
import { JetStreamPublisher } from './jetstream-publisher';

export interface MessagingModuleOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  readonly useFactory: FactoryProvider<BrokerOptions>['useFactory'];
}

const BROKER_OPTIONS = Symbol('BrokerOptions');

/**
 * Global: provides Broker, JetStreamPublisher and MessagingEvents, and runs the methods marked with BatchConsumer.
 * The application starts whether or not the broker can be reached; `Broker.isConnected()` says whether it is.
 */
@Module({})
export class MessagingModule {
  static forRootAsync({ imports = [], inject = [], useFactory }: MessagingModuleOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      imports: [DiscoveryModule, ...imports],
      providers: [
        { provide: BROKER_OPTIONS, inject, useFactory },
        MessagingEvents,
        {
          provide: Broker,
          inject: [BROKER_OPTIONS, MessagingEvents],
          useFactory: (options: BrokerOptions, events: MessagingEvents) => {
            const broker = new Broker(options, events);
            broker.start();
            return broker;
          },
        },
        {
          provide: JetStreamPublisher,
          inject: [Broker],
          useFactory: (broker: Broker) => new JetStreamPublisher(broker),
        },
        ConsumerDiscovery,
      ],
      exports: [Broker, JetStreamPublisher, MessagingEvents],
    };
  }
}
