"""Serves one Python handler over the Lambda Runtime API: standard library only."""
import datetime
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
ROOT = "/2018-06-01/runtime"
JSON_LOGS = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"
CURRENT = {"id": ""}


class ClientContext:
    def __init__(self, text):
        data = json.loads(text)
        self.custom = data.get("custom")
        self.env = data.get("env")
        self.client = data.get("client")


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = Identity()
        self.tenant_id = None
        text = headers.get("Lambda-Runtime-Client-Context")
        self.client_context = ClientContext(text) if text else None
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))

    def log(self, message):
        print(message)


class LogHandler(logging.Handler):
    def emit(self, record):
        when = datetime.datetime.fromtimestamp(record.created, datetime.timezone.utc)
        stamp = when.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % record.msecs
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
        if JSON_LOGS:
            line = json.dumps({"timestamp": stamp, "level": record.levelname, "message": text,
                               "logger": record.name, "requestId": CURRENT["id"]})
        else:
            line = "[%s]\t%s\t%s\t%s" % (record.levelname, stamp, CURRENT["id"], text)
        print(line.replace("\n", "\r"), flush=True)


class RuntimeApi:
    """One kept-alive connection: the long poll on `next` and its answers follow each other."""

    def __init__(self):
        self.connection = http.client.HTTPConnection(API)

    def call(self, method, path, body=None, headers=None):
        self.connection.request(method, ROOT + path, body=body, headers=headers or {})
        answer = self.connection.getresponse()
        return answer.headers, answer.read()

    def post_error(self, path, error):
        body = json.dumps(error).encode()
        self.call("POST", path, body, {"Content-Type": "application/json",
                                       "Lambda-Runtime-Function-Error-Type": error["errorType"]})


def describe(kind, message, frames, request_id=None):
    # Traces show the folder that code has on AWS.
    frames = [frame.replace(os.environ["LAMBDA_TASK_ROOT"], "/var/task") for frame in frames]
    error = {"errorMessage": message, "errorType": kind}
    if request_id is not None:
        error["requestId"] = request_id
    error["stackTrace"] = frames
    return error


def report(error):
    if JSON_LOGS:
        line = json.dumps({"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
                           "level": "ERROR", **error})
    else:
        line = "[ERROR] %s: %s" % (error["errorType"], error["errorMessage"])
        if error["stackTrace"]:
            line += "\nTraceback (most recent call last):\n" + "".join(error["stackTrace"])
    # Carriage returns keep the event whole: the host splits at newlines and turns these back.
    print(line.rstrip("\n").replace("\n", "\r"), flush=True)


class InitError(Exception):
    pass


def load(name):
    parts = name.rsplit(".", 1)
    if len(parts) != 2:
        raise InitError("Runtime.MalformedHandlerName",
                        "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name, [])
    module_name, function_name = parts
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except SyntaxError as error:
        raise InitError("Runtime.UserCodeSyntaxError",
                        "Syntax error in module '%s': %s" % (module_name, error),
                        ['  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text or "")])
    except ImportError as error:
        raise InitError("Runtime.ImportModuleError",
                        "Unable to import module '%s': %s" % (module_name, error), [])
    except BaseException as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__)
                  if f.filename != __file__ and "importlib" not in f.filename]
        raise InitError(type(error).__name__, str(error), traceback.format_list(frames))
    if not hasattr(module, function_name):
        raise InitError("Runtime.HandlerNotFound",
                        "Handler '%s' missing on module '%s'" % (function_name, module_name), [])
    return getattr(module, function_name)


def encode(value):
    # The interpreter's own Decimal support in answers, as the managed runtime has it.
    if type(value).__name__ == "Decimal":
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError("Object of type %s is not JSON serializable" % type(value).__name__)


def serve(api, handler):
    headers, payload = api.call("GET", "/invocation/next")
    request_id = CURRENT["id"] = headers["Lambda-Runtime-Aws-Request-Id"]
    trace = headers.get("Lambda-Runtime-Trace-Id")
    if trace:
        os.environ["_X_AMZN_TRACE_ID"] = trace
    path = "/invocation/" + request_id
    try:
        result = handler(json.loads(payload) if payload else None, Context(headers))
    except Exception as error:
        frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename != __file__]
        failure = describe(type(error).__name__, str(error), traceback.format_list(frames), request_id)
        report(failure)
        return api.post_error(path + "/error", failure)
    try:
        body = json.dumps(result, default=encode).encode()
    except Exception as error:
        failure = describe("Runtime.MarshalError", "Unable to marshal response: %s" % error, [], request_id)
        report(failure)
        return api.post_error(path + "/error", failure)
    sys.stdout.flush()
    sys.stderr.flush()
    api.call("POST", path + "/response", body, {"Content-Type": "application/json"})


def main():
    sys.stdout.reconfigure(line_buffering=True)
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    layers = os.environ.get("LAMBDA_LAYERS_ROOT")
    if layers:
        # The version that was asked for, and the one that runs.
        asked = os.environ["AWS_EXECUTION_ENV"].replace("AWS_Lambda_", "")
        runs = "python%d.%d" % sys.version_info[:2]
        sites = ["%s/python/lib/%s/site-packages" % (layers, one) for one in (asked, runs)]
        sys.path[1:1] = list(dict.fromkeys(sites)) + [layers + "/python"]
    root = logging.getLogger()
    root.addHandler(LogHandler())
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
    if level:
        root.setLevel({"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level, level))
    api = RuntimeApi()
    try:
        handler = load(os.environ["_HANDLER"])
    except InitError as error:
        failure = describe(*error.args)
        report(failure)
        api.post_error("/init/error", failure)
        sys.exit(1)
    while True:
        serve(api, handler)


main()
