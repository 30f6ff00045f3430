import { runService } from '@ride-hailing/service-kit';
import { readEnvironment } from './config';
import { rideService } from './ride-service';

void runService(rideService(readEnvironment()));
