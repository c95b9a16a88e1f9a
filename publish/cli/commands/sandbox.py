"""`publish sandbox`: a stand-in for the WeChat platform on this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from publish.adapters.system.local_socket import LOOPBACK, open_socket
from publish.cli.exit_codes import EXIT_DONE
from publish.cli.parser import Arguments
from publish.i18n.messages import Translator

API_PATH = "/cgi-bin"


def serve_sandbox(arguments: Arguments, translator: Translator) -> int:
    """Serve until somebody stops it, and return the exit code; the address goes to stdout, on a line of its own."""
    from publish.sandbox.default_accounts import make_accounts  # heavy, like all of the sandbox
    from publish.sandbox.sandbox_server import open_state, serve

    state = open_state(None if arguments.data is None else Path(arguments.data))
    try:
        opened = open_socket(arguments.port)
    except BaseException:
        state.store.close()
        raise
    url = f"http://{LOOPBACK}:{opened.getsockname()[1]}"
    accounts = [
        {"appid": account.appid, "secret": account.secret, "profile": account.profile} for account in make_accounts()
    ]
    if arguments.json:
        print(json.dumps({"url": url, "api": url + API_PATH, "accounts": accounts}), flush=True)
    else:
        print(url, flush=True)
    if not arguments.quiet:
        for account in accounts:
            profile = translator.translate(f"sandbox-profile-{account['profile']}")
            values = {"appid": account["appid"], "secret": account["secret"], "profile": profile}
            print(translator.translate("sandbox-account", **values), file=sys.stderr)
        print(translator.translate("sandbox-ready", url=url, api=url + API_PATH), file=sys.stderr)
    serve(state, opened)
    return EXIT_DONE
