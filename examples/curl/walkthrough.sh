#!/bin/sh
# A walk through mockcc with curl alone: a space, a failure, what was sent, why it was answered so, and eight hours later.
set -eu

SERVER=${MOCKCC_URL:-http://127.0.0.1:8080}
SPACE=walkthrough-$$
ADMIN=$SERVER/_mockcc/spaces/$SPACE
LOGIN=$SERVER/~$SPACE/ozonetel/CAServices/AgentAuthenticationV2/index.php

say() { printf '\n# %s\n' "$1"; }
admin() { # admin METHOD PATH [JSON]
    curl --silent --show-error --fail-with-body --request "$1" "$ADMIN$2" --header 'Content-Type: application/json' --data "${3-}"
    echo
}
agent1() { # agent1 ACTION
    curl --silent --show-error "$LOGIN" --user agent1:agent1-secret --data "userName=demo" --data "apiKey=KK00000000000000000000000000000001" \
        --data "action=$1" --data-urlencode "phoneNumber=+919900000001"
    echo
}

say "A private space is made by its first use."
agent1 login

say "The same login again meets the failure that a sandbox cannot show."
agent1 login

say "A scenario changes the world: every agent loses the session."
admin PUT /scenarios/ozonetel/not-logged-in '{}'
agent1 logout
admin DELETE /scenarios/ozonetel/not-logged-in

say "A fault breaks the transport, here once."
admin PUT /faults/ozonetel '{"kind": "status", "status": 503, "times": 1}'
agent1 login

say "What was sent, and why it was answered so."
admin GET '/journal?limit=2'

say "Proof: exactly one login was refused as a second one."
admin POST /verify '{"vendor": "ozonetel", "reply": "login.already", "times": 1}'

say "Eight hours pass."
admin PUT /clock '{"advance": "PT8H"}'

say "Everything is back to the seed, and the space is gone."
admin POST /reset
admin DELETE ''
