import { Controller, Inject, Injectable, Post } from "@nestjs/common";
import { createSmsClient, type SmsClient } from "smn-sms";
import { sandboxSign } from "smn-sms/mock";

/** The one client of the app, made by a factory. */
export const SMS = Symbol("sms");
export const smsProvider = (options: Parameters<typeof createSmsClient>[0]) => ({
  provide: SMS,
  useFactory: (): SmsClient => createSmsClient(options),
});

@Injectable()
export class Notifier {
  constructor(@Inject(SMS) private readonly sms: SmsClient) {}

  async notify(endpoint: string): Promise<string> {
    const { status } = await this.sms.send({ endpoint, message: "hi", sign_id: sandboxSign.sign_id });
    return status;
  }
}

@Controller("send")
export class SendController {
  constructor(private readonly notifier: Notifier) {}

  @Post()
  send(): Promise<string> {
    return this.notifier.notify("+8613800000001");
  }
}
