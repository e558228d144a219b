import { Controller, Post, RawBody, Req, Res } from "@nestjs/common";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import { receiver } from "./receiver.js";

/** Passes on a raw body that the app does not keep: it was created without `rawBody: true`. */
@Controller("push")
export class WithoutRawBody {
  @Post()
  async push(@RawBody() body: Buffer | undefined, @Res() response: ServerResponse): Promise<void> {
    const init = { method: "POST", ...(body && { body: new Uint8Array(body) }) };
    const { status } = await receiver.fetch(new Request("http://me.test/push", init));
    response.writeHead(status).end();
  }
}

@Controller("push")
export class WithoutBody {
  @Post()
  async push(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.hijack();
    await receiver.node(request.raw, reply.raw);
  }
}

/** On Fastify these are not the objects of Node. */
@Controller("push")
export class WithForeignObjects {
  @Post()
  push(@Req() request: IncomingMessage, @Res() response: ServerResponse): Promise<void> {
    return receiver.node(request, response);
  }
}
