import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type DashboardBuilder,
  type Panel,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** A panel and the room it takes: 24 columns are a screen. */
export interface Sized {
  readonly panel: Builder<Panel>;
  readonly width: number;
  readonly height: number;
}

/** Panels under one heading. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Sized[];
}

const COLUMNS = 24;
const HEADING = 1;

/** Lays the sections out from top to bottom and their panels from left to right, and numbers all of them. */
export function lay(dashboard: DashboardBuilder, sections: readonly Section[]): void {
  let id = 0;
  let y = 0;
  for (const { title, panels } of sections) {
    const heading = { x: 0, y, w: COLUMNS, h: HEADING };
    dashboard.withRow(new RowBuilder(title).id(++id).gridPos(heading));
    y += HEADING;
    let x = 0;
    let lowest = y;
    for (const { panel, width, height } of panels) {
      if (x + width > COLUMNS) {
        x = 0;
        y = lowest;
      }
      // A panel may stand on several dashboards, and what it builds is the same object each time.
      const placed = { ...panel.build(), id: ++id, gridPos: { x, y, w: width, h: height } };
      dashboard.withPanel({ build: () => placed });
      x += width;
      lowest = Math.max(lowest, y + height);
    }
    y = lowest;
  }
}
