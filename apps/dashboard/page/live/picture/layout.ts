/** The parts of the system in the picture. `cache` is part of driver-service, and the only one that is no process. */
export const PARTS = [
  'fleet-simulator',
  'nats',
  'driver-service',
  'cache',
  'ride-service',
  'gateway',
  'postgres',
] as const;
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
  readonly link: { readonly from: string; readonly to: string };
  /** Corners of the line as in SVG; data move from the first to the last. */
  readonly line: string;
  /** Where its figures stand. */
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' };
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: Readonly<Record<Part, Box>>;
  readonly edges: readonly Edge[];
}

type Anchor = Edge['label']['anchor'];
type Way = readonly [Part, Part, link: string, line: string, x: number, y: number, Anchor];

const edge = ([from, to, link, line, x, y, anchor]: Way): Edge => {
  const [linkFrom = '', linkTo = ''] = link.split('>');
  return { from, to, link: { from: linkFrom, to: linkTo }, line, label: { x, y, anchor } };
};

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });

/** Beside the map. */
export const WIDE: Layout = {
  width: 900,
  height: 680,
  boxes: {
    'fleet-simulator': box(5, 40, 185, 72),
    nats: box(335, 40, 200, 72),
    'driver-service': box(690, 20, 205, 145),
    cache: box(705, 255, 160, 76),
    'ride-service': box(330, 250, 220, 145),
    gateway: box(5, 410, 185, 80),
    postgres: box(345, 600, 205, 72),
  },
  edges: (
    [
      ['fleet-simulator', 'nats', 'fleet-simulator>nats', '190,76 335,76', 262, 64, 'middle'],
      ['nats', 'driver-service', 'driver-service>nats', '535,76 690,76', 612, 64, 'middle'],
      ['ride-service', 'nats', 'ride-service>nats', '440,250 440,112', 430, 185, 'end'],
      ['driver-service', 'cache', 'driver-service>cache', '790,165 790,255', 800, 210, 'start'],
      ['cache', 'ride-service', 'driver-service>ride-service', '705,293 550,293', 625, 281, 'middle'],
      ['fleet-simulator', 'gateway', 'fleet-simulator>gateway', '100,112 100,410', 110, 265, 'start'],
      ['gateway', 'ride-service', 'gateway>ride-service', '190,435 440,435 440,395', 310, 424, 'middle'],
      ['gateway', 'driver-service', 'gateway>driver-service', '190,468 882,468 882,165', 600, 457, 'middle'],
      ['ride-service', 'postgres', 'ride-service>postgres', '500,395 500,600', 510, 540, 'start'],
      ['gateway', 'postgres', 'gateway>postgres', '100,490 100,636 345,636', 225, 625, 'middle'],
      [
        'driver-service',
        'postgres',
        'driver-service>postgres',
        '697,165 697,636 550,636',
        620,
        625,
        'middle',
      ],
    ] satisfies Way[]
  ).map(edge),
};

/** On a phone. */
export const TALL: Layout = {
  width: 430,
  height: 870,
  boxes: {
    'fleet-simulator': box(5, 10, 180, 66),
    nats: box(250, 10, 175, 66),
    'driver-service': box(215, 190, 205, 134),
    cache: box(255, 390, 150, 70),
    'ride-service': box(205, 535, 200, 134),
    gateway: box(5, 370, 150, 70),
    postgres: box(130, 795, 170, 66),
  },
  edges: (
    [
      ['fleet-simulator', 'nats', 'fleet-simulator>nats', '185,43 250,43', 215, 95, 'middle'],
      ['nats', 'driver-service', 'driver-service>nats', '300,76 300,190', 292, 125, 'end'],
      ['ride-service', 'nats', 'ride-service>nats', '405,590 424,590 424,76', 416, 362, 'end'],
      ['driver-service', 'cache', 'driver-service>cache', '290,324 290,390', 280, 360, 'end'],
      ['cache', 'ride-service', 'driver-service>ride-service', '290,460 290,535', 300, 482, 'start'],
      ['fleet-simulator', 'gateway', 'fleet-simulator>gateway', '12,76 12,370', 22, 210, 'start'],
      ['gateway', 'ride-service', 'gateway>ride-service', '148,440 148,600 205,600', 142, 510, 'end'],
      ['gateway', 'driver-service', 'gateway>driver-service', '148,370 148,285 215,285', 142, 345, 'end'],
      ['ride-service', 'postgres', 'ride-service>postgres', '250,669 250,795', 260, 740, 'start'],
      ['gateway', 'postgres', 'gateway>postgres', '12,440 12,828 130,828', 25, 790, 'start'],
      ['driver-service', 'postgres', 'driver-service>postgres', '215,310 190,310 190,795', 195, 480, 'start'],
    ] satisfies Way[]
  ).map(edge),
};
