import { describe, expect, it } from 'vitest';
import { Arrival } from '../src/stream/arrival.ts';

/** The headers came at 100; then each pair of times is a question and its answer. */
function read(...reads: [asked: number, handedOver: number][]): Arrival {
  const arrival = new Arrival(100);
  for (const [asked, handedOver] of reads) {
    arrival.asked(asked);
    arrival.handedOver(handedOver);
  }
  return arrival;
}

describe('who waited for whom', () => {
  it('is the server’s time while the reader waits, and the reader’s in between', () => {
    const arrival = read([100, 140], [150, 200], [230, 231]);
    expect(arrival.serverWait).toBe(40 + 50 + 1);
    expect(arrival.appWait).toBe(10 + 30);
    expect(arrival.serverWait + arrival.appWait).toBe(231 - 100);
    expect(arrival.maxGap).toBe(50);
    expect(arrival.at).toBe(231);
  });

  it('is nobody’s while nothing has been asked for', () => {
    expect(read()).toMatchObject({ read: false, serverWait: 0, appWait: 0, maxGap: 0, at: 100 });
  });

  it('has the reader waiting from its question to the answer', () => {
    const arrival = new Arrival(100);
    expect(arrival.waitingSince).toBeUndefined();
    arrival.asked(120);
    expect(arrival.waitingSince).toBe(120);
    arrival.handedOver(130);
    expect(arrival.waitingSince).toBeUndefined();
  });

  it('takes no notice of bytes that nobody asked for', () => {
    const arrival = read([100, 110]);
    arrival.handedOver(500);
    expect(arrival).toMatchObject({ at: 110, serverWait: 10 });
  });
});

describe('whether a hand-over was the arrival', () => {
  it.each<[what: string, prompt: boolean, reads: [number, number][]]>([
    ['a reader that waited', true, [[100, 140]]],
    [
      'a reader that is back within a millisecond',
      true,
      [
        [100, 140],
        [140.4, 140.5],
      ],
    ],
    ['a reader that came late, to bytes that were there', false, [[130, 130.2]]],
    ['a reader that came late, and then waited', true, [[130, 150]]],
    [
      'a reader that was late once, and has not waited since',
      false,
      [
        [150, 150],
        [150, 150.5],
      ],
    ],
    [
      'a reader that was late once, and then waited',
      true,
      [
        [150, 150],
        [150, 190],
      ],
    ],
    [
      'a reader whose small delays add up',
      false,
      [
        [100.6, 100.7],
        [101.3, 101.4],
        [102, 102.1],
      ],
    ],
    ['no reader at all', false, []],
  ])('%s: %s', (_, prompt, reads) => {
    expect(read(...reads).prompt).toBe(prompt);
  });
});
