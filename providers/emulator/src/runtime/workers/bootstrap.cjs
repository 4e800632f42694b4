'use strict';
// Serves one Node.js handler over the Lambda Runtime API: no dependencies.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const util = require('node:util');
const { pathToFileURL } = require('node:url');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const root = '/2018-06-01/runtime';
const taskRoot = process.env.LAMBDA_TASK_ROOT;
const jsonLogs = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let requestId = '';

function call(method, where, body, headers) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, agent, method, path: root + where, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

function describe(error) {
  if (error instanceof Error) {
    return {
      errorType: error.runtimeType || error.name || 'Error',
      errorMessage: error.message,
      // Traces show the folder that code has on AWS.
      trace: (error.stack || '').split('\n').filter((line) => !line.includes(__filename))
        .map((line) => line.replaceAll(taskRoot, '/var/task')),
    };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

function postError(where, error) {
  const failure = describe(error);
  emit('ERROR', ['Invoke Error', JSON.stringify(failure)]);
  return call('POST', where, JSON.stringify(failure), {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Function-Error-Type': failure.errorType,
  });
}

// One log event a call: newlines become carriage returns, as the managed runtime does.
function emit(level, args) {
  const now = new Date().toISOString();
  const text = util.format(...args);
  const line = jsonLogs
    ? JSON.stringify({ timestamp: now, level, requestId, message: text })
    : `${now}\t${requestId || 'undefined'}\t${level}\t${text}`.replace(/\n/g, '\r');
  process.stdout.write(line + '\n');
}

function patchConsole() {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' };
  for (const [name, level] of Object.entries(levels)) {
    console[name] = (...args) => emit(level, args);
  }
}

function failure(type, message) {
  const error = new Error(message);
  error.runtimeType = type;
  return error;
}

function packageType(directory) {
  for (let at = directory; at.startsWith(taskRoot); at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')).type;
  }
  return 'commonjs';
}

async function load(name) {
  const match = /^((?:.*\/)?[^/.]+(?:\.[^/.]+)*?)\.([^/.]+(?:\.[^/.]+)*)$/.exec(name);
  if (!match) throw failure('Runtime.MalformedHandlerName', `Bad handler: ${name}`);
  const [, moduleName, exportName] = match;
  const base = path.join(taskRoot, moduleName);
  const file = ['', '.js', '.mjs', '.cjs'].map((suffix) => base + suffix)
    .find((candidate) => fs.existsSync(candidate) && fs.statSync(candidate).isFile());
  if (!file) throw failure('Runtime.ImportModuleError', `Error: Cannot find module '${moduleName}'`);
  const esm = file.endsWith('.mjs') || (file.endsWith('.js') && packageType(path.dirname(file)) === 'module');
  let module;
  try {
    module = esm ? await import(pathToFileURL(file).href) : require(file);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw failure('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    }
    if (error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')) {
      throw failure('Runtime.ImportModuleError', `Error: ${error.message}`);
    }
    throw error;
  }
  const find = (value) => exportName.split('.').reduce((found, key) => (found ? found[key] : undefined), value);
  const handler = find(module) || find(module.default);
  if (handler === undefined) {
    throw failure('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  }
  if (typeof handler !== 'function') throw failure('Runtime.HandlerNotFound', `${name} is not a function`);
  return handler;
}

function contextOf(headers, finish) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const client = headers['lambda-runtime-client-context'];
  return {
    callbackWaitsForEmptyEventLoop: true,
    awsRequestId: requestId,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: client ? JSON.parse(client) : undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: finish,
    succeed: (value) => finish(null, value),
    fail: (error) => finish(error === undefined || error === null ? new Error('handled') : error),
  };
}

function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const finish = (error, value) => (error === undefined || error === null ? resolve(value) : reject(error));
    const result = handler(event, contextOf(headers, finish), finish);
    if (result && typeof result.then === 'function') result.then(resolve, reject);
    else if (handler.length < 3) resolve(result);
  });
}

async function serve(handler) {
  const next = await call('GET', '/invocation/next');
  requestId = next.headers['lambda-runtime-aws-request-id'];
  const trace = next.headers['lambda-runtime-trace-id'];
  if (trace) process.env._X_AMZN_TRACE_ID = trace;
  const where = `/invocation/${requestId}`;
  try {
    const event = next.body === '' ? undefined : JSON.parse(next.body);
    const result = await run(handler, event, next.headers);
    const body = JSON.stringify(result === undefined ? null : result);
    await call('POST', `${where}/response`, body, { 'Content-Type': 'application/json' });
  } catch (error) {
    await postError(`${where}/error`, error);
  }
}

async function main() {
  patchConsole();
  const crash = (type) => async (error) => {
    const cause = failure(type, util.format(error));
    await postError(requestId ? `/invocation/${requestId}/error` : '/init/error', cause);
    process.exit(128);
  };
  process.on('unhandledRejection', crash('Runtime.UnhandledPromiseRejection'));
  process.on('uncaughtException', async (error) => {
    await postError(requestId ? `/invocation/${requestId}/error` : '/init/error', error);
    process.exit(129);
  });
  let handler;
  try {
    handler = await load(process.env._HANDLER);
  } catch (error) {
    await postError('/init/error', error);
    process.exit(1);
  }
  for (;;) await serve(handler);
}

main();
