import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { AppModule } from './app.module';
import { loadConfig } from './config';

const config = loadConfig();

void runService({ name: 'fleet-simulator', module: AppModule.forRoot(config), config });
