"""The servers that the benchmark compares, each as a process: ``python -m tests.heavy.servers NAME`` prints its port."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from flask import Flask, jsonify, request

PATH = "/ozonetel/CAServices/AgentAuthenticationV2/index.php"


def bare_app() -> Flask:
    """The same login as a plain Flask view with its state in a dictionary: what somebody would write by hand."""
    app = Flask("bare")
    keys = {"demo": "KK00000000000000000000000000000001"}
    passwords = {"agent1": "agent1-secret", "agent2": "agent2-secret"}
    logged_in: dict[str, str] = {}

    @app.post(PATH)
    def login() -> Any:
        form, credentials = request.form, request.authorization
        if keys.get(form.get("userName", "")) != form.get("apiKey"):
            return jsonify(status="error", message="Invalid userName or apiKey")
        if credentials is None or passwords.get(credentials.username or "") != credentials.password:
            return jsonify(status="error", message="Invalid Authentication")
        agent = credentials.username or ""
        if form.get("action", "").lower() == "logout":
            if agent not in logged_in:
                return jsonify(status="error", message=f"Agent {agent} is not logged in")
            del logged_in[agent]
            return jsonify(status="success", message=f"Agent {agent} logged out successfully")
        if agent in logged_in:
            return jsonify(status="error", message="Agent has already logged in")
        logged_in[agent] = form.get("phoneNumber", "")
        return jsonify(status="success", message=f"Agent {agent} logged in successfully")

    return app


def serve_mockcc() -> None:
    """The suite on its own wire, journal on, as ``mockcc serve`` runs it."""
    from mockcc.suite import Suite
    from mockcc.wire import Server

    suite = Suite()
    server = Server(suite.wsgi, waits=suite.wsgi.waits)
    server.run(lambda: print(server.port, flush=True))


def serve_bare() -> None:
    """The bare view on mockcc's wire."""
    from mockcc.wire import Server

    server = Server(bare_app())
    server.run(lambda: print(server.port, flush=True))


def serve_cheroot() -> None:
    """The bare view under cheroot, as it comes."""
    from cheroot.wsgi import Server as Cheroot

    server = Cheroot(("127.0.0.1", 0), bare_app())
    server.prepare()
    print(server.bind_addr[1], flush=True)
    server.serve()


SERVERS: dict[str, Callable[[], None]] = {"mockcc": serve_mockcc, "bare Flask, same wire": serve_bare, "bare Flask, cheroot": serve_cheroot}

if __name__ == "__main__":
    SERVERS[sys.argv[1]]()
