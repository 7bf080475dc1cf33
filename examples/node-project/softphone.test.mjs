import assert from "node:assert/strict";
import { test } from "node:test";

import { space } from "./mockcc.mjs";
import { Softphone } from "./softphone.mjs";

const agent1 = { account: "demo", apiKey: "KK00000000000000000000000000000001", agent: "agent1", password: "agent1-secret" };

test("an agent logs in", async (t) => {
  const mockcc = await space(t);
  await new Softphone({ ...agent1, baseUrl: mockcc.urls.ozonetel }).logIn("+919900000001");
  await mockcc.verify({ vendor: "ozonetel", endpoint: "agent_authentication", match: { "form.action": "login" }, times: 1 });
});

test("an agent who is in already is told so", async (t) => {
  const mockcc = await space(t, { vendor: "ozonetel", name: "already-logged-in" });
  const softphone = new Softphone({ ...agent1, baseUrl: mockcc.urls.ozonetel });
  await assert.rejects(softphone.logIn("+919900000001"), /Agent has already logged in/);
});

test("an outage of one call passes", async (t) => {
  const mockcc = await space(t);
  const softphone = new Softphone({ ...agent1, baseUrl: mockcc.urls.ozonetel });
  await mockcc.fault("ozonetel", { kind: "status", status: 503, times: 1 });
  await assert.rejects(softphone.logIn("+919900000001"), /503/);
  await softphone.logIn("+919900000001");
});

test("a scenario that does not exist is refused with the nearest name", async (t) => {
  const mockcc = await space(t);
  await assert.rejects(mockcc.arm("ozonetel", "already-loged-in"), /Did you mean 'already-logged-in'\?/);
});
