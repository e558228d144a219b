// A Worker: every request runs the scenario with what its body says.
import { scenario } from "./scenario.mjs";

export default {
  async fetch(request) {
    try {
      return Response.json(await scenario(await request.json()));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
