import 'reflect-metadata';
import { runService } from '@ride-hailing/service-kit';
import { readConfig } from './config';
import { dashboardService } from './dashboard-service';

void runService(dashboardService(readConfig()));
