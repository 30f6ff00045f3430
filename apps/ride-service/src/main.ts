import { runService } from '@ride-hailing/service-kit';
import { readConfig } from './config';
import { rideService } from './ride-service';

void runService(rideService(readConfig()));
