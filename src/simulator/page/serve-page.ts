import type { Context, Hono } from 'hono';
import type { FactId } from '../facts/facts.ts';
import { FACT_HEADER } from '../http-refusals.ts';
import { buildDocument, type PageDocument } from './document.ts';
import { settleDeploys } from '../metadata/deploy-queue.ts';
import type { Entrance } from '../routes.ts';
import type { World } from '../world.ts';
import { takeSnapshot } from './snapshot.ts';
import type { Snapshot } from './view.ts';

const LOOK_MILLISECONDS = 250;
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

const PAGE_FACT: FactId = 'ORG-11';

const GUARDS = {
  [FACT_HEADER]: PAGE_FACT,
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Server-sent events: the snapshot's version now, and whenever it has changed. */
function streamVersions(readVersion: () => string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  return new ReadableStream({
    start: (controller) => {
      let sent = '';
      const look = (): void => {
        const version = readVersion();
        if (version === sent) return;
        sent = version;
        controller.enqueue(encoder.encode(`data: ${version}\n\n`));
      };
      const lookOrEnd = (): void => {
        try {
          look();
        } catch {
          // The page asks again, and then hears what is wrong.
          clearInterval(timer);
          controller.close();
        }
      };
      controller.enqueue(encoder.encode('retry: 1000\n\n'));
      look();
      // Orgs change by requests, by tests and by the passing of time: looking is the one way to see all of it.
      timer = setInterval(lookOrEnd, LOOK_MILLISECONDS).unref();
    },
    cancel: () => clearInterval(timer),
  });
}

/** Deploys end by themselves, not by being asked for. */
function look(world: World): Snapshot {
  const now = world.now();
  for (const org of world.orgs) settleDeploys(org, now);
  return takeSnapshot(world, now);
}

function redirectToPage(context: Context): Response {
  context.header(FACT_HEADER, PAGE_FACT);
  return context.redirect('/simulator/');
}

let builtDocument: PageDocument | undefined;

function showDocument(context: Context): Response {
  builtDocument ??= buildDocument();
  const { html, policy } = builtDocument;
  return context.html(html, 200, { ...GUARDS, 'content-security-policy': policy });
}

/**
 * Adds the page to an org's routes. A page of another site can make a browser call this machine under a name of its own
 * (DNS rebinding), and a client may call the org under the name of a real one: under any name but a loopback one there
 * is no page, and the org answers for itself.
 */
export function addPage(app: Hono<Entrance>, world: World): void {
  const get = (path: string, show: (context: Context) => Response): void => {
    app.get(path, async (context, next) => {
      if (LOOPBACK_HOST.test(context.req.header('host') ?? '')) return show(context);
      return next();
    });
  };
  app.get('/', async (context, next) => {
    const wantsPage = context.req.header('accept')?.includes('text/html') === true;
    if (wantsPage && LOOPBACK_HOST.test(context.req.header('host') ?? '')) return redirectToPage(context);
    return next();
  });
  get('/simulator', showDocument);
  get('/simulator/state', (context) => context.json(look(world), 200, GUARDS));
  get('/simulator/events', (context) => {
    const stream = streamVersions(() => look(world).version);
    return context.body(stream, 200, { ...GUARDS, 'content-type': 'text/event-stream' });
  });
}
