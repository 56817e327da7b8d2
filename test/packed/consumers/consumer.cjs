// node consumer.cjs PACKAGE: the package that has the tracer provider.
const Anthropic = require('@anthropic-ai/sdk');
const api = require('@opentelemetry/api');
const hooks = require('@opentelemetry/context-async-hooks');
const otelCore = require('@opentelemetry/core');
const testing = require('@spanthropic/testing');
const waterfall = require('@spanthropic/waterfall');
const core = require('spanthropic');
const play = require('./play.cjs');

const otel = require(process.argv[2]);
void play({ Anthropic, core, testing, waterfall, api, otel, otelCore, hooks });
