// node request.cjs PACKAGE: the package that has the tracer provider.
const Anthropic = require('@anthropic-ai/sdk');
const api = require('@opentelemetry/api');
const hooks = require('@opentelemetry/context-async-hooks');
const testing = require('@spanthropic/testing');
const core = require('spanthropic');
const request = require('spanthropic/request');
const serve = require('./serve.cjs');

const otel = require(process.argv[2]);
void serve({ Anthropic, core, request, testing, api, otel, hooks });
