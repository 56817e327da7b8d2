import type { Http2Server } from 'node:http2';
import type { FastifyReply, FastifyRequest, RouteGenericInterface } from 'fastify';

/** A request of a server of HTTP/1 or of HTTP/2, which Fastify's types tell apart. */
export type AnyRequest = FastifyRequest | FastifyRequest<RouteGenericInterface, Http2Server>;

/** A reply of either. */
export type AnyReply = FastifyReply | FastifyReply<RouteGenericInterface, Http2Server>;
