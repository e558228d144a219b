import "reflect-metadata";
import { Module, type INestApplication, type Type } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { FastifyAdapter } from "@nestjs/platform-fastify";
import assert from "node:assert";
import { after, before, beforeEach, test } from "node:test";
import { sandboxCredentials, sandboxProjectId, startMockServer, type MockServer } from "smn-sms/mock";
import { PushController as OnExpress } from "./express/PushController.js";
import { PushController as OnFastify } from "./fastify/PushController.js";
import { errors, events, push } from "./receiver.js";
import { Notifier, SendController, smsProvider } from "./SendController.js";
import { WithForeignObjects, WithoutBody, WithoutRawBody } from "./wrong.js";

let sandbox: MockServer;
const apps: INestApplication[] = [];
before(async () => {
  sandbox = await startMockServer();
});
after(async () => {
  for (const app of apps) await app.close();
  await sandbox.close();
});
beforeEach(() => {
  errors.length = events.length = 0;
});

async function start(platform: string, pushController: Type): Promise<string> {
  const sms = smsProvider({
    baseUrl: sandbox.url,
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
  });
  class AppModule {}
  Module({ controllers: [pushController, SendController], providers: [Notifier, sms] })(AppModule);
  const options = { logger: false } as const;
  const app = await (platform === "express"
    ? NestFactory.create(AppModule, options)
    : NestFactory.create(AppModule, new FastifyAdapter(), options));
  apps.push(app);
  await app.listen(0, "127.0.0.1");
  return app.getUrl();
}

/** The service says that its JSON is plain text. */
async function post(url: string, body = "", type = "text/plain; charset=UTF-8") {
  const response = await fetch(url, { method: "POST", body, headers: { "content-type": type } });
  return { status: response.status, text: await response.text() };
}

const rows: [platform: string, right: Type, wrong: Type[]][] = [
  ["express", OnExpress, [WithoutRawBody]],
  ["fastify", OnFastify, [WithoutRawBody, WithoutBody, WithForeignObjects]],
];
for (const [platform, right, wrong] of rows) {
  test(`${platform}: pushes are received, and messages sent`, async () => {
    const url = await start(platform, right);
    for (const type of [undefined, "application/json"]) {
      const body = push();
      assert.equal((await post(`${url}/push`, body, type)).status, 200, errors.join());
      assert.equal((await post(`${url}/push`, body.replace("hello", "forged"), type)).status, 403);
    }
    assert.equal(events.length, 2);
    assert.equal((await post(`${url}/send`)).text, "accepted");
  });

  for (const controller of wrong)
    test(`${platform}: wired ${controller.name}, it answers 500 and says what to do`, async () => {
      const url = await start(platform, controller);
      assert.equal((await post(`${url}/push`, push())).status, 500);
      assert.equal(errors.length, 1);
      assert.match(String(errors[0]), /push not read: .*answered 500.*(request\.body|request\.raw)/);
      assert.deepEqual(events, []);
    });
}
