// Drives the vendor's own client: a list of calls comes in as JSON, what each gave or threw goes out as JSON.
// A text "$name" or "$name.field" among the arguments is what the call that was kept under that name gave.
"use strict";

const { RestAPIClient } = require("@cognigy/rest-api-client");

async function main() {
	const { baseUrl, credentials, config = {}, calls } = JSON.parse(require("fs").readFileSync(0, "utf8"));
	let unauthorized = 0;
	const client = new RestAPIClient({ baseUrl, maxRetries: 0, ...config, onUnauthorized: () => { unauthorized += 1; } });
	client.setCredentials(credentials);
	const kept = {};
	const filled = (value) => {
		if (typeof value === "string" && value.startsWith("$")) {
			return value.slice(1).split(".").reduce((found, name) => found[name], kept);
		}
		if (Array.isArray(value)) return value.map(filled);
		if (value && typeof value === "object") {
			return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item)]));
		}
		return value;
	};
	const results = [];
	for (const { call, args = [], keep } of calls) {
		try {
			const value = await client[call](...filled(args));
			if (keep) kept[keep] = value;
			results.push({ value: value === undefined ? null : value });
		} catch (error) {
			const { name, message, code, httpStatusCode, details, loggerstack } = error;
			results.push({ error: { name, message, code, httpStatusCode, details, traceId: (loggerstack || {}).traceId } });
		}
	}
	process.stdout.write(JSON.stringify({ results, unauthorized }));
}

main().catch((error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exit(1);
});
