"""What schemathesis is told beside the document."""

import schemathesis


@schemathesis.hook
def before_call(context, case, kwargs):
    """A long poll waits as long as it is asked to; a wait that may be asked for is asked for in short."""
    wait = str((case.query or {}).get("wait"))
    if case.operation.path == "/v1/changes" and wait in map(str, range(1, 31)):
        case.query["wait"] = "0"
