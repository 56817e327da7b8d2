import { describe, expect, it } from 'vitest';
import { destinationOf } from '../src/seam/server.ts';

describe('where a URL leads', () => {
  it.each([
    ['https://api.anthropic.com/v1/messages?beta=true', 'api.anthropic.com', 443, '/v1/messages'],
    ['http://127.0.0.1:8080/v1/models#top', '127.0.0.1', 8080, '/v1/models'],
    ['http://gateway.example.com', 'gateway.example.com', 80, '/'],
    ['https://[::1]:9000/claude/v1/messages', '[::1]', 9000, '/claude/v1/messages'],
    ['/v1/messages?beta=true', undefined, undefined, '/v1/messages'],
    ['http://:80/v1/messages', undefined, undefined, '/v1/messages'],
    ['nowhere', undefined, undefined, 'nowhere'],
    ['', undefined, undefined, '/'],
  ])('%s', (url, serverAddress, serverPort, urlPath) => {
    expect(destinationOf(url)).toEqual({ serverAddress, serverPort, urlPath });
  });

  it('is known of URLs however many there are', () => {
    const urls = Array.from({ length: 250 }, (_, index) => `https://h${index}.example.com/v1/x`);
    for (const url of [...urls, ...urls]) {
      expect(destinationOf(url).serverAddress).toBe(new URL(url).hostname);
    }
  });
});
