const COLOR = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]+m`, 'g');

export function withoutColor(text: string): string {
  return text.replaceAll(COLOR, '');
}
