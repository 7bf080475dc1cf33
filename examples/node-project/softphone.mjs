// A softphone that logs an agent in to Ozonetel CloudAgent.

export class Softphone {
  constructor({ account, apiKey, agent, password, baseUrl = "https://in1-ccaas-api.ozonetel.com" }) {
    this.form = { userName: account, apiKey };
    this.authorization = "Basic " + Buffer.from(`${agent}:${password}`).toString("base64");
    this.url = `${baseUrl}/CAServices/AgentAuthenticationV2/index.php`;
  }

  async send(fields) {
    const reply = await fetch(this.url, {
      method: "POST",
      headers: { Authorization: this.authorization },
      body: new URLSearchParams({ ...this.form, ...fields }),
    });
    if (!reply.ok) throw new Error(`Ozonetel answered ${reply.status}`);
    return reply.json();
  }

  async logIn(phoneNumber) {
    const { status, message } = await this.send({ action: "login", phoneNumber });
    if (status !== "success") throw new Error(message);
  }
}
