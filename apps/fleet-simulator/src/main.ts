import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import { readConfig } from './config';

const config = readConfig();

void runService({ name: 'fleet-simulator', module: AppModule.forRoot(config), config });
