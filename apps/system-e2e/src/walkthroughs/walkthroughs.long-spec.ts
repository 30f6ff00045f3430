import { itWalks, ON_ALL_APPROACHES, OPERATING } from './walks';

itWalks(ON_ALL_APPROACHES);
itWalks(OPERATING);
