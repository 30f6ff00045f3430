import * as leaflet from 'leaflet';
import type { DriversFrame, LiveRide } from '../../../src/page-api';
import { drawTraffic } from './draw';
import { type Frame, nearest, placesOf, scaleAt } from './mercator';

/** Frames come twice a second at most, and drivers take as long to their new places. */
const MOVE_MS = 500;
/** If there are more drivers than this, each jumps to its next position instead of gliding there. */
const MOVING_DRIVERS = 1_500;
const CLICK_WITHIN_PX = 14;

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** A canvas over the map with the traffic, drawn when drivers or the map move. */
export class TrafficLayer extends leaflet.Layer {
  private readonly canvas = document.createElement('canvas');
  private frame: Frame = { scale: 1, left: 0, top: 0, width: 1, height: 1 };
  private places = placesOf({ lat: [], lng: [] }, undefined);
  private states: readonly number[] = [];
  private ids: readonly string[] = [];
  private indexOf: ReadonlyMap<string, number> = new Map();
  private rides: readonly LiveRide[] = [];
  private movedAt = 0;
  private drawing = 0;

  override onAdd(map: leaflet.Map): this {
    map.getPanes().overlayPane.append(this.canvas);
    map.on('move zoom viewreset resize', this.fit);
    this.fit();
    return this;
  }

  override onRemove(map: leaflet.Map): this {
    map.off('move zoom viewreset resize', this.fit);
    cancelAnimationFrame(this.drawing);
    this.canvas.remove();
    return this;
  }

  showDrivers({ ids, lat, lng, state }: DriversFrame): void {
    const isSame = ids.length === this.ids.length && ids.every((id, index) => id === this.ids[index]);
    if (!isSame) this.indexOf = new Map(ids.map((id, index) => [id, index]));
    this.places = placesOf({ lat, lng }, isSame ? this.places : undefined);
    this.ids = ids;
    this.states = state;
    this.movedAt = performance.now();
    this.draw();
  }

  showRides(rides: readonly LiveRide[]): void {
    this.rides = rides;
    this.draw();
  }

  /** The id of the driver at a pixel of the map. */
  driverAt(point: leaflet.Point): string | undefined {
    const index = nearest(this.places, this.frame, point, CLICK_WITHIN_PX);
    return index === undefined ? undefined : this.ids[index];
  }

  /** Draws in the next frame. */
  draw(): void {
    cancelAnimationFrame(this.drawing);
    this.drawing = requestAnimationFrame(() => this.drawNow());
  }

  private readonly fit = (): void => {
    const map = this._map as leaflet.Map | null;
    if (!map) return;
    const { x: width, y: height } = map.getSize();
    const { x: left, y: top } = map.getPixelBounds().getTopLeft();
    this.frame = { scale: scaleAt(map.getZoom()), left, top, width, height };
    leaflet.DomUtil.setPosition(this.canvas, map.containerPointToLayerPoint([0, 0]));
    this.canvas.width = width * devicePixelRatio;
    this.canvas.height = height * devicePixelRatio;
    this.canvas.style.width = `${width}px`;
    this.drawNow();
  };

  private drawNow(): void {
    const { canvas, frame, places, states, indexOf, rides } = this;
    const ctx = canvas.getContext('2d');
    if (!ctx) return;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.clearRect(0, 0, frame.width, frame.height);
    const moves = states.length <= MOVING_DRIVERS && !still.matches && places.fromX !== places.x;
    const progress = moves ? Math.min(1, (performance.now() - this.movedAt) / MOVE_MS) : 1;
    drawTraffic(ctx, frame, { places, states, indexOf, rides, progress });
    if (progress < 1) this.draw();
  }
}
