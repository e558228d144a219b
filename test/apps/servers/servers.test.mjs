import assert from "node:assert";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { serve } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import bodyParser from "koa-bodyparser";
import { post, scene, TYPES } from "./push.mjs";

const open = [];
after(() => open.forEach((close) => close()));

async function urlOf(server) {
  if (!server.listening) await once(server, "listening");
  open.push(() => (server.closeAllConnections?.(), server.close()));
  return `http://127.0.0.1:${server.address().port}/push`;
}

/** Wires a server as the guide shows it. */
function wire(app, recipe, receiver) {
  const code = readFileSync(`recipes/${recipe}.js`, "utf8");
  new Function("app", "receiver", code)(app, receiver);
  return app;
}

const right = {
  express: ({ receiver }) => urlOf(wire(express(), "express", receiver).listen(0, "127.0.0.1")),
  "express after its parsers": ({ receiver }) => {
    const app = express().use(express.json(), express.text(), express.urlencoded({ extended: false }));
    return urlOf(wire(app, "express", receiver).listen(0, "127.0.0.1"));
  },
  fastify: async ({ receiver }) => {
    const app = wire(fastify(), "fastify", receiver);
    open.push(() => app.close());
    return `${await app.listen({ port: 0, host: "127.0.0.1" })}/push`;
  },
  koa: ({ receiver }) => urlOf(wire(new Koa(), "koa", receiver).listen(0, "127.0.0.1")),
  "koa after a parser": ({ receiver }) => {
    const app = new Koa().use(bodyParser({ enableTypes: ["json", "text"] }));
    return urlOf(wire(app, "koa", receiver).listen(0, "127.0.0.1"));
  },
  hono: ({ receiver }) =>
    urlOf(serve({ fetch: wire(new Hono(), "hono", receiver).fetch, port: 0, hostname: "127.0.0.1" })),
  "hono after a middleware that reads": ({ receiver }) => {
    const app = new Hono();
    app.use(async (c, next) => {
      await c.req.text();
      await next();
    });
    return urlOf(serve({ fetch: wire(app, "hono-read", receiver).fetch, port: 0, hostname: "127.0.0.1" }));
  },
};

for (const [name, start] of Object.entries(right))
  for (const type of TYPES)
    test(`${name} takes a push of type ${type}`, async () => {
      const stage = scene();
      const url = await start(stage);
      assert.equal(await post(url, stage.body, type), 200, JSON.stringify(stage.errors));
      assert.equal(stage.events.length, 1);
      assert.equal(await post(url, stage.body.replace("hello", "forged"), type), 403);
    });

/** What goes wrong in front of the receiver is no fault of the service: it has to push again. */
const wrong = {
  "fastify with its own request and reply": async ({ receiver }) => {
    const app = fastify();
    app.post("/push", (request, reply) => receiver.node(request, reply));
    open.push(() => app.close());
    return `${await app.listen({ port: 0, host: "127.0.0.1" })}/push`;
  },
  "koa with its own request and response": ({ receiver }) => {
    const app = new Koa();
    app.silent = true;
    app.use((ctx) => receiver.node(ctx.request, ctx.response));
    return urlOf(app.listen(0, "127.0.0.1"));
  },
  "express with a raw body that nobody kept": ({ receiver }) => {
    const app = express();
    app.use(express.json(), express.text());
    app.post("/push", async (request, response) => {
      const { status } = await receiver.fetch(
        new Request("http://me.test/push", { method: "POST", body: request.rawBody }),
      );
      response.sendStatus(status);
    });
    return urlOf(app.listen(0, "127.0.0.1"));
  },
  "fastify without the body that it has read": async ({ receiver }) => {
    const app = fastify();
    app.post("/push", async (request, reply) => {
      reply.hijack();
      await receiver.node(request.raw, reply.raw);
    });
    open.push(() => app.close());
    return `${await app.listen({ port: 0, host: "127.0.0.1" })}/push`;
  },
  "koa without the body that a parser has read": ({ receiver }) => {
    const app = new Koa();
    app.use(bodyParser({ enableTypes: ["json", "text"] }));
    app.use(async (ctx) => {
      ctx.respond = false;
      await receiver.node(ctx.req, ctx.res);
    });
    return urlOf(app.listen(0, "127.0.0.1"));
  },
  "hono after a middleware that reads": ({ receiver }) => {
    const app = new Hono();
    app.use(async (c, next) => {
      await c.req.text();
      await next();
    });
    app.post("/push", (c) => receiver.fetch(c.req.raw));
    return urlOf(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }));
  },
};

for (const [name, start] of Object.entries(wrong))
  test(`${name} answers 500 and says what to do`, async () => {
    const stage = scene();
    assert.equal(await post(await start(stage), stage.body), 500);
    assert.equal(stage.errors.length, 1);
    assert.match(stage.errors[0][1], /read before|left nothing|not those of node:http|has no body/);
    assert.match(stage.errors[0][1], /request\.body|request\.raw/);
    assert.equal(stage.events.length, 0);
  });
