// node request.mjs PACKAGE: the package that has the tracer provider.
import Anthropic from '@anthropic-ai/sdk';
import * as api from '@opentelemetry/api';
import * as hooks from '@opentelemetry/context-async-hooks';
import * as testing from '@spanthropic/testing';
import * as core from 'spanthropic';
import * as request from 'spanthropic/request';
import serve from './serve.cjs';

const otel = await import(process.argv[2]);
await serve({ Anthropic, core, request, testing, api, otel, hooks });
