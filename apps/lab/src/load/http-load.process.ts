import { serveOrders } from '@ride-hailing/testing';
import { askAtRate } from './ask-at-rate';
import type { HttpOrder, HttpReport } from './http-order';
import { saturate } from './saturate';

void serveOrders<HttpOrder, HttpReport>(async () => ({
  carryOut: (order) => (order.kind === 'saturation' ? saturate(order) : askAtRate(order)),
  close: async () => undefined,
}));
