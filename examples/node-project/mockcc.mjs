// A private space of a running mockcc for one test: a few calls of its admin API.

const SERVER = process.env.MOCKCC_URL ?? "http://127.0.0.1:8080";

async function call(method, path, body) {
  const reply = await fetch(`${SERVER}/_mockcc${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const document = reply.status === 204 ? null : await reply.json();
  if (!reply.ok) throw new Error(document.detail);
  return document;
}

export async function space(test, ...scenarios) {
  const { id, urls } = await call("POST", "/spaces", { scenarios });
  test.after(() => call("DELETE", `/spaces/${id}`));
  return {
    urls,
    arm: (vendor, name, options = {}) => call("PUT", `/spaces/${id}/scenarios/${vendor}/${name}`, options),
    fault: (vendor, fault) => call("PUT", `/spaces/${id}/faults/${vendor}`, fault),
    verify: (expected) => call("POST", `/spaces/${id}/verify`, expected),
    advance: (duration) => call("PUT", `/spaces/${id}/clock`, { advance: duration }),
  };
}
