import { compact, type Json, type JsonObject, listOf, objectOf, stringOf } from './json.ts';
import type { ContentPart } from './part.ts';
import { byteLength } from './text.ts';

/**
 * The part of an image or a document: where it is, or of what kind and size (`size`, in bytes), never
 * its data. Undefined for a source that is not known.
 */
export function referenceOf(block: JsonObject, modality: string): ContentPart | undefined {
  const source = objectOf(block.source);
  const about = compact({ title: stringOf(block.title) });
  const { type, data, url, file_id } = source;
  if (type === 'url' && typeof url === 'string') return { ...uriOf(url, modality), ...about };
  if (type === 'file' && typeof file_id === 'string')
    return { type: 'file', modality, file_id, ...about };
  const size = type === 'content' ? textSize(source.content) : sizeOf(type, data);
  if (size === undefined) return undefined;
  const mime_type = stringOf(source.media_type);
  return { type: 'blob', modality, ...compact({ mime_type }), size, ...about };
}

function sizeOf(type: Json | undefined, data: Json | undefined): number | undefined {
  if (typeof data !== 'string') return undefined;
  return type === 'text' ? byteLength(data) : base64Size(data);
}

/** Of a document that is made of text, bytes. */
function textSize(content: Json | undefined): number {
  if (typeof content === 'string') return byteLength(content);
  const texts = listOf(content).map((block) => stringOf(objectOf(block).text) ?? '');
  return texts.reduce((total, text) => total + byteLength(text), 0);
}

/** A URL may hold the data itself. */
function uriOf(uri: string, modality: string): ContentPart {
  const data = /^data:([^;,]*)[^,]*,/i.exec(uri);
  if (data === null) return { type: 'uri', modality, uri };
  const size = base64Size(uri.slice(data[0].length));
  return { type: 'blob', modality, ...compact({ mime_type: data[1] || undefined }), size };
}

/** Bytes that a base64 text stands for. */
export function base64Size(data: string): number {
  const padding = data.endsWith('==') ? 2 : data.endsWith('=') ? 1 : 0;
  return Math.floor((data.length * 3) / 4) - padding;
}
