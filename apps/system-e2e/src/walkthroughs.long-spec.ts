import { itWalks, ON_ALL_APPROACHES } from './walks';

itWalks(ON_ALL_APPROACHES);
