"""What schemathesis is told beside the document."""

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode


@schemathesis.hook
def before_call(context, case, kwargs):
    """A long poll waits as long as it is asked to; a wait that may be asked for is asked for in short."""
    if case.operation.path != "/v1/changes" or (case.query or {}).get("wait") is None:
        return
    query = case.meta.components.get(ParameterLocation.QUERY) if case.meta else None
    if query is None or query.mode == GenerationMode.POSITIVE:
        case.query["wait"] = "0"
