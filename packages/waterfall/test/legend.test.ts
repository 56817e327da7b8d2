import { expect, test } from 'vitest';
import { WaterfallExporter } from '../src/index.ts';
import { drawn } from './support/drawn.ts';
import { Paper } from './support/paper.ts';
import * as scenes from './support/scenes.ts';
import { sdks } from './support/sdk.ts';
import { play } from './support/sketch.ts';

test('an exporter explains each character once', () => {
  const paper = new Paper({ columns: 120 });
  const provider = sdks['3.x'](new WaterfallExporter({ stream: paper, drawAfter: 0 }));
  for (const scene of [scenes.plainCall, scenes.plainCall, scenes.abortedInStream])
    play(provider, scene);
  const legends = paper.text.split('\n\n').map((drawing) => drawing.split('\n').slice(4));
  expect(legends.slice(0, 3)).toEqual([
    ['█ waiting for headers  ━ reading the answer'],
    [],
    ['▒ waiting for the first token  ◆ first token  ⊘ aborted'],
  ]);
});

test('a legend that is too long for its line goes on in the next', () => {
  expect(drawn(scenes.retriedStream, { width: 50 }).trimEnd().split('\n').slice(10)).toEqual([
    '◆ first token  ━ reading the answer',
    '░ asleep before a retry  ✗ failed',
  ]);
});

test('no legend is drawn where none is wanted', () => {
  expect(drawn(scenes.retriedStream, { legend: false })).not.toContain('waiting for headers');
});
