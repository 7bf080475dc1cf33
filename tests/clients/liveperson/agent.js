// Runs LivePerson's own SDK. The first argument is its configuration; a line "clock" on stdin asks the time over the WebSocket,
// "reconnect" logs in anew, the end of stdin ends the program. Each thing that the SDK says is a line of JSON on stdout.
'use strict';

const readline = require('readline');
const {Agent} = require('node-agent-sdk');

const tell = (event, facts) => process.stdout.write(JSON.stringify(Object.assign({event}, facts)) + '\n');
const agent = new Agent(JSON.parse(process.argv[2]));

agent.on('connected', () => tell('connected', {userId: agent.userId, agentId: agent.agentId, token: agent.token}));
agent.on('error', error => tell('error', {message: String(error && error.message), code: error && error.code}));
agent.on('closed', code => tell('closed', {code}));

readline.createInterface({input: process.stdin})
    .on('line', line => {
        if (line === 'clock') agent.getClock({}, (error, body) => tell('clock', {error, body}));
        if (line === 'reconnect') agent.reconnect();
    })
    .on('close', () => process.exit(0));
