/** The parts of the system in the picture. `cache` is part of driver-service, and the only one that is no process. */
export const PARTS = [
  ...(['fleet-simulator', 'nats', 'driver-service', 'cache'] as const),
  ...(['ride-service', 'gateway', 'postgres'] as const),
];
export type Part = (typeof PARTS)[number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Edge {
  readonly from: Part;
  readonly to: Part;
  /** Connections that a fault of this edge can meet, as the control API names them. */
  readonly link: { readonly from: Part; readonly to: Part };
  /** Corners of the line as in SVG; data move from the first to the last. */
  readonly line: string;
  /** Where its figures stand; lines of them lie around it. */
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' };
}

type Label = readonly [x: number, y: number, anchor: Edge['label']['anchor']];

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
const edge = (from: Part, to: Part, line: string, [x, y, anchor]: Label, link = { from, to }): Edge => ({
  ...{ from, to, link, line, label: { x, y, anchor } },
});

/** Higher than wide, so that it fits a phone, and stands beside the map and its charts. */
export const PICTURE: {
  readonly width: number;
  readonly height: number;
  readonly boxes: Readonly<Record<Part, Box>>;
  readonly edges: readonly Edge[];
} = {
  width: 430,
  height: 870,
  boxes: {
    'fleet-simulator': box(5, 10, 180, 66),
    nats: box(250, 10, 175, 66),
    'driver-service': box(215, 190, 205, 152),
    cache: box(255, 390, 150, 70),
    'ride-service': box(205, 535, 200, 134),
    gateway: box(5, 370, 150, 84),
    postgres: box(130, 795, 170, 66),
  },
  edges: [
    edge('fleet-simulator', 'nats', '185,43 250,43', [215, 95, 'middle']),
    edge('nats', 'driver-service', '300,76 300,190', [292, 136, 'end'], {
      ...{ from: 'driver-service', to: 'nats' },
    }),
    edge('ride-service', 'nats', '405,590 424,590 424,76', [416, 362, 'end']),
    edge('driver-service', 'cache', '290,342 290,390', [280, 360, 'end']),
    edge('cache', 'ride-service', '290,460 290,535', [300, 503, 'start'], {
      ...{ from: 'driver-service', to: 'ride-service' },
    }),
    edge('fleet-simulator', 'gateway', '12,76 12,370', [22, 210, 'start']),
    edge('gateway', 'ride-service', '148,454 148,600 205,600', [142, 524, 'end']),
    edge('gateway', 'driver-service', '148,370 148,285 215,285', [142, 345, 'end']),
    edge('ride-service', 'postgres', '250,669 250,795', [260, 740, 'start']),
    edge('gateway', 'postgres', '12,454 12,828 130,828', [25, 790, 'start']),
    edge('driver-service', 'postgres', '215,310 190,310 190,795', [195, 480, 'start']),
  ],
};
