import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { watchAnswer } from 'spanthropic/request';
import { type ClaudeOptions, checkRouteOptions, resolveOptions, type Settings } from './options.ts';
import { answerProblem, noteProblem } from './problems.ts';
import type { RegisteredClient } from './register.ts';
import { openScope } from './scope.ts';
import { addServerTiming } from './server-timing.ts';

const REGISTERED = Symbol('@spanthropic/fastify');

const TWICE =
  '@spanthropic/fastify: claude is registered twice in the same scope; only the first counts';

/**
 * Gives each request `request.claude`, the client whose calls belong to it: they carry its route and attributes, end
 * with it, and are summed up on the SERVER span. Calls of other instrumented clients belong to the request too, but
 * are never aborted. Answers for errors of the SDK by RFC 9457; all others are the application's.
 *
 *     await app.register(claude, { client: new Anthropic() });
 *
 * Holds for the scope that it is registered in, and those inside it.
 *
 * @throws {TypeError} at start-up for a wrong option, naming it.
 */
export const claude: FastifyPluginAsync<ClaudeOptions> = fp(register, {
  name: '@spanthropic/fastify',
  fastify: '5.x',
});

// Asynchronous: what a plugin with a callback throws is caught by nobody.
async function register(app: FastifyInstance, options: ClaudeOptions): Promise<void> {
  if (app.hasDecorator(REGISTERED)) {
    process.emitWarning(TWICE, { code: 'SPANTHROPIC_REGISTERED_TWICE' });
    return;
  }
  const settings = resolveOptions(options);
  app.decorate(REGISTERED, true);
  app.decorateRequest('claude', {
    getter(this: FastifyRequest) {
      const bound = openScope(this, settings)?.served.claude;
      return (bound ?? settings.client) as RegisteredClient;
    },
  });
  addHooks(app, settings);
}

function addHooks(app: FastifyInstance, settings: Settings): void {
  const { errors, serverTiming = true } = settings;

  app.addHook('onRoute', function checkClaudeOfRoute({ config }) {
    if (config?.claude !== undefined) checkRouteOptions(config.claude);
  });

  // With a callback, which keeps the asynchronous context while the body is parsed.
  app.addHook('onRequest', function openClaudeScope(request, reply, done) {
    const scope = openScope(request, settings);
    if (scope === undefined) return done();
    watchAnswer(scope.served, request.raw, reply.raw);
    scope.served.run(done);
  });

  if (errors !== false) {
    app.addHook('onError', function noteClaudeProblem(request, reply, error, done) {
      noteProblem(error, request, reply, errors?.problems);
      done();
    });
  }

  if (errors !== false || serverTiming) {
    app.addHook('onSend', function answerClaudeProblem(request, reply, payload, done) {
      const answer = answerProblem(request, reply, payload);
      if (serverTiming) addServerTiming(request, reply);
      done(null, answer);
    });
  }
}
