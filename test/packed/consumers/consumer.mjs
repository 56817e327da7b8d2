// node consumer.mjs PACKAGE: the package that has the tracer provider.
import Anthropic from '@anthropic-ai/sdk';
import * as api from '@opentelemetry/api';
import * as hooks from '@opentelemetry/context-async-hooks';
import * as otelCore from '@opentelemetry/core';
import * as testing from '@spanthropic/testing';
import * as waterfall from '@spanthropic/waterfall';
import * as core from 'spanthropic';
import play from './play.cjs';

const otel = await import(process.argv[2]);
await play({ Anthropic, core, testing, waterfall, api, otel, otelCore, hooks });
